import type { FlowStep } from '@wellhead/contracts';
import { makeReport } from '../reports/make-report.js';
import type { StepContext, StepFigures } from '../step-context.js';

/** Makes the report of the step for the last period that has ended by the last day of the run. */
export async function runReport(
  step: Extract<FlowStep, { kind: 'report' }>,
  context: StepContext,
): Promise<StepFigures> {
  const template = context.pack.manifest.reports.find(({ name }) => name === step.report);
  if (template === undefined) throw new Error(`the pack has no report ${step.report}`);
  const made = await makeReport(template, { day: context.range.toDay, reason: 'flow' }, context);
  return { files: made.files.length, recipients: made.deliveredTo.length };
}
