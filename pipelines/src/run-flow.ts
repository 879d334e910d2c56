import type { Flow, FlowStep, Pack } from '@wellhead/contracts';
import { openRuns } from '@wellhead/stores';
import { attempt } from './attempts.js';
import { type DayRange, daysOf } from './days.js';
import { withFlowLock } from './run-history.js';
import type { StepContext, StepFigures } from './step-context.js';
import { runLearn } from './steps/run-learn.js';
import { runCollect } from './steps/run-collect.js';
import { runDiagnose } from './steps/run-diagnose.js';
import { runExtract } from './steps/run-extract.js';
import { runForecast } from './steps/run-forecast.js';
import { runLoad } from './steps/run-load.js';
import { runPublish } from './steps/run-publish.js';
import { runPull } from './steps/run-pull.js';
import { runReport } from './steps/run-report.js';
import { runSql } from './steps/run-sql.js';
import { runTransform } from './steps/run-transform.js';

/** How a run ended. `after` are the runs that its success started. */
export interface RunSummary {
  readonly runId: string;
  readonly flow: string;
  readonly state: 'succeeded' | 'failed';
  /** One sentence: which step, how often it was tried, what was wrong. */
  readonly error: string | undefined;
  readonly range: DayRange;
  readonly seconds: number;
  readonly figures: Readonly<Record<string, StepFigures>>;
  readonly after: readonly RunSummary[];
}

/** What every run shares: all that a step may use but for what one run brings. */
export type FlowServices = Omit<StepContext, 'pack' | 'flow' | 'range' | 'timeoutMs' | 'signal' | 'log'> & {
  readonly wait: (ms: number) => Promise<void>;
  readonly firstPauseMs: number;
};

export interface FlowRun {
  readonly pack: Pack;
  readonly flow: Flow;
  readonly range: DayRange;
  readonly reason: string;
}

const runStep = (step: FlowStep, context: StepContext): Promise<StepFigures> => {
  switch (step.kind) {
    case 'pull':
      return runPull(step, context);
    case 'sql':
      return runSql(step, context);
    case 'publish':
      return runPublish(step, context);
    case 'collect':
      return runCollect(step, context);
    case 'forecast':
      return runForecast(step, context);
    case 'learn':
      return runLearn(step, context);
    case 'diagnose':
      return runDiagnose(step, context);
    case 'report':
      return runReport(step, context);
    case 'extract':
      return runExtract(step, context);
    case 'transform':
      return runTransform(step, context);
    case 'load':
      return runLoad(step, context);
    default:
      return step satisfies never;
  }
};

/** Steps that begin together, in the order of the flow. */
function sideBySide(steps: readonly FlowStep[]): readonly (readonly FlowStep[])[] {
  const groups: FlowStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last !== undefined && 'beside' in step && step.beside === true) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Runs the steps of a flow in order for a range of days, those side by side at once, each with its time, its attempts and its log in ops.run_logs. A
 * failed step ends the run when those beside it have ended; the outcome is a value, only a lost database throws. Running the same days again changes nothing.
 */
export async function runFlow(services: FlowServices, { pack, flow, range, reason }: FlowRun): Promise<RunSummary> {
  const days = daysOf(range).length;
  return withFlowLock(services.pool, flow.name, async () => {
    const startedAtMs = services.clock();
    const run = await openRuns(services.pool).start({
      kind: 'flow',
      name: flow.name,
      reason,
      detail: { ...range, days, pack: pack.manifest.name },
    });
    const figures: Record<string, StepFigures> = {};
    const failures: string[] = [];
    const work = async (step: FlowStep): Promise<void> => {
      const stepStartedAtMs = services.clock();
      try {
        const done = await attempt(
          (signal) =>
            runStep(step, {
              ...services,
              pack,
              flow: flow.name,
              range,
              timeoutMs: flow.timeoutMs,
              signal,
              log: (level, message, fields = {}) => run.log(level, step.name, message, fields),
            }),
          {
            attempts: flow.retries + 1,
            timeoutMs: flow.timeoutMs,
            firstPauseMs: services.firstPauseMs,
            wait: services.wait,
            onFailure: (failure, number) =>
              run.log('warn', step.name, `attempt ${number} failed: ${sentenceOf(failure)}`, { attempt: number }),
          },
        );
        figures[step.name] = done;
        await run.log('info', step.name, 'finished', { ...done, durationMs: services.clock() - stepStartedAtMs });
      } catch (failure) {
        const tried = flow.retries === 0 ? 'tried once' : `tried ${flow.retries + 1} times`;
        const error = `step "${step.name}" failed, ${tried}: ${sentenceOf(failure)}`;
        failures.push(error);
        await run.log('error', step.name, error, {});
      }
    };
    for (const together of sideBySide(flow.steps)) {
      await Promise.all(together.map(work));
      if (failures.length > 0) break;
    }
    const error = failures.length === 0 ? undefined : failures.join('; ');
    if (error === undefined) await run.succeed({ ...range, days, pack: pack.manifest.name, figures });
    else await run.fail(error);
    return {
      runId: run.id,
      flow: flow.name,
      state: error === undefined ? 'succeeded' : 'failed',
      error,
      range,
      seconds: (services.clock() - startedAtMs) / 1_000,
      figures,
      after: [],
    };
  });
}
