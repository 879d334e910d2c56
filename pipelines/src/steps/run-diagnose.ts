import { DIAGNOSE_QUEUE, type DiagnoseJobInput, type FlowStep } from '@wellhead/contracts';
import { z } from 'zod';
import type { StepContext, StepFigures } from '../step-context.js';
import { doneOf } from './wait-for-forecaster.js';

const summarySchema = z.object({ diagnosed: z.number(), refused: z.number() });

/** Has the dynamograms of the pack diagnosed that are not yet, and waits until that is stored. */
export async function runDiagnose(
  _step: Extract<FlowStep, { kind: 'diagnose' }>,
  context: StepContext,
): Promise<StepFigures> {
  const job: DiagnoseJobInput = { reason: 'feed', pack: context.pack.manifest.name };
  return summarySchema.parse(await doneOf(DIAGNOSE_QUEUE, job, context));
}
