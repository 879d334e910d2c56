import { TRAINING_QUEUE, type FlowStep, type TrainingJobInput } from '@wellhead/contracts';
import { z } from 'zod';
import type { StepContext, StepFigures } from '../step-context.js';
import { doneOf } from './wait-for-forecaster.js';

const endSchema = z.object({ ends: z.array(z.object({ isChampion: z.boolean().optional() })) });

/** Has the forecaster train on what is known now, and waits until that is done. */
export async function runLearn(
  { lessons }: Extract<FlowStep, { kind: 'learn' }>,
  context: StepContext,
): Promise<StepFigures> {
  const job: TrainingJobInput = { kind: 'learn', lessons, by: `flow of ${context.pack.manifest.name}` };
  const { ends } = endSchema.parse(await doneOf(TRAINING_QUEUE, job, context));
  return { lessons: ends.length, champions: ends.filter(({ isChampion }) => isChampion === true).length };
}
