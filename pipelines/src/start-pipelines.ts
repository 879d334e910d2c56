import {
  type Clock,
  type Flow,
  type Pack,
  flowJobSchema,
  flowQueue,
  HELLO_FLOW,
  NOTIFY_QUEUE,
  notifyJobSchema,
  REPORT_QUEUE,
  reportJobSchema,
} from '@wellhead/contracts';
import { type Jobs, openTransforms, type Stores } from '@wellhead/stores';
import type { Logger } from 'pino';
import { type DayRange, daysAround } from './days.js';
import { openIngestClient } from './ingest-client.js';
import { notify, type NotifyConfig } from './notify/notify.js';
import type { DeliveryConfig } from './reports/deliver.js';
import { reportOnDemand } from './reports/report-on-demand.js';
import { type FlowServices, type RunSummary, runFlow } from './run-flow.js';
import { lastDayOf } from './run-history.js';
import { keepWorkDataEmpty } from './work-data.js';

export interface PipelinesOptions {
  readonly stores: Pick<Stores, 'pool' | 'readOnlyPool' | 'telemetry' | 'archive'>;
  /** Folder on this machine for files on their way; emptied after seven days. */
  readonly workDir: string;
  readonly jobs: Jobs;
  readonly packs: readonly Pack[];
  /** Address of the ingestor, such as http://127.0.0.1:8090. */
  readonly ingestUrl: string;
  readonly token: string;
  readonly bucket?: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** Values for `{name}` in the addresses of pull steps. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Where reports are sent beside the archive; default: nowhere. */
  readonly delivery?: DeliveryConfig;
  /** Where alert notifications are sent; default: nowhere. */
  readonly notify?: NotifyConfig;
  /** Called with each run that has ended. */
  readonly onRun?: (run: RunSummary) => void;
  /** Pause before the second attempt of a step, ms. */
  readonly firstPauseMs?: number;
}

export interface Pipelines {
  /** Runs a flow for a range of days, both ends in, and then those that follow its success. Waits for all of them. */
  runFlow(name: string, run: DayRange & { readonly reason: string }): Promise<RunSummary>;
  /** The last day that a flow has succeeded for; undefined before its first success. */
  lastDay(flow: string): Promise<string | undefined>;
  /** Stops taking jobs and waits for the runs under way. */
  close(): Promise<void>;
}

/**
 * Works the flows of the packs: on their cron, on demand (a job on `flowQueue(name)` or a call), and after another flow has
 * succeeded, for the same days.
 */
export async function startPipelines(options: PipelinesOptions): Promise<Pipelines> {
  const { stores, jobs, packs, log, clock, variables = {}, bucket = 'wellhead' } = options;
  const transforms = openTransforms();
  const services: FlowServices = {
    pool: stores.pool,
    readOnlyPool: stores.readOnlyPool,
    telemetry: stores.telemetry,
    archive: stores.archive,
    transforms,
    workDir: options.workDir,
    jobs,
    ingest: openIngestClient({ ingestUrl: options.ingestUrl, token: options.token, bucket }),
    variables,
    delivery: options.delivery ?? {},
    clock,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    firstPauseMs: options.firstPauseMs ?? 1_000,
  };
  const flows = packs.flatMap((pack) => pack.manifest.flows.map((flow) => ({ pack, flow })));
  assertFlows(flows.map(({ flow }) => flow));
  const emptying = keepWorkDataEmpty(options.workDir, clock, (error) =>
    log.warn({ err: error, workDir: options.workDir }, 'work data not emptied'),
  );
  const underWay = new Set<Promise<RunSummary>>();

  // Runs of one flow wait for each other here: waiting in Postgres each would hold a connection that the running one may need.
  const turns = new Map<string, Promise<unknown>>();
  const inTurn = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(name) ?? Promise.resolve()).then(work);
    turns.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  };

  const run = async (name: string, range: DayRange, reason: string): Promise<RunSummary> => {
    const found = flows.find(({ flow }) => flow.name === name);
    if (!found) {
      throw new RangeError(`there is no flow "${name}"; there are ${flows.map(({ flow }) => flow.name).join(', ')}`);
    }
    const summary = await inTurn(name, () => runFlow(services, { ...found, range, reason }));
    const { state, error, seconds } = summary;
    options.onRun?.(summary);
    if (state === 'failed') {
      log.warn({ flow: name, ...range, reason, seconds, error }, 'flow failed');
      return summary;
    }
    log.info({ flow: name, ...range, reason, seconds }, 'flow succeeded');
    const after: RunSummary[] = [];
    for (const { flow } of flows) if (flow.after === name) after.push(await run(flow.name, range, `after ${name}`));
    return { ...summary, after };
  };
  const start = (name: string, range: DayRange, reason: string): Promise<RunSummary> => {
    const running = run(name, range, reason);
    underWay.add(running);
    const forget = (): void => void underWay.delete(running);
    running.then(forget, forget);
    return running;
  };

  for (const { flow } of flows) {
    await jobs.work(flowQueue(flow.name), async ({ data }) => {
      const job = flowJobSchema.parse(data ?? {});
      const around = daysAround(clock(), flow.days);
      const range = job.fromDay === undefined ? around : { fromDay: job.fromDay, toDay: job.toDay ?? job.fromDay };
      const summary = await start(flow.name, range, job.reason);
      if (summary.error !== undefined) throw new Error(summary.error);
      return summary;
    });
    const expireSeconds = Math.ceil((flow.steps.length * (flow.retries + 1) * flow.timeoutMs) / 1_000) + 60;
    if (flow.cron === undefined) await jobs.unschedule(flowQueue(flow.name));
    else await jobs.schedule(flowQueue(flow.name), flow.cron, { reason: 'schedule' }, { expireSeconds });
  }
  await jobs.work(NOTIFY_QUEUE, async ({ data, attempt }) => {
    const job = notifyJobSchema.parse(data);
    await notify(options.notify ?? {}, job).catch((error: unknown) => {
      log.warn({ channel: job.channel, to: job.to, attempt, err: error }, 'notification not sent');
      throw error;
    });
  });
  await jobs.work(REPORT_QUEUE, ({ data }) => reportOnDemand(reportJobSchema.parse(data), packs, services));
  await jobs.work(flowQueue(HELLO_FLOW), async () => ({ hello: 'pipelines', atMs: clock() }));
  return {
    runFlow: (name, { fromDay, toDay, reason }) => start(name, { fromDay, toDay }, reason),
    lastDay: (flow) => lastDayOf(stores.pool, flow),
    close: async () => {
      emptying.close();
      // Also those that begin meanwhile: who asked for one run may ask for another in the turn in which it has ended.
      do {
        await Promise.allSettled(underWay);
        await new Promise((resolve) => setImmediate(resolve));
      } while (underWay.size > 0);
      transforms.close();
    },
  };
}

/** Names are unique, what a flow follows exists, and no flow follows itself over others. */
function assertFlows(flows: readonly Flow[]): void {
  const byName = new Map(flows.map((flow) => [flow.name, flow]));
  if (byName.size < flows.length) throw new Error('two flows of the packs have the same name');
  for (const flow of flows) {
    const seen = new Set([flow.name]);
    for (let at = flow; at.after !== undefined;) {
      const before = byName.get(at.after);
      if (!before) throw new Error(`the flow ${at.name} runs after ${at.after}, which does not exist`);
      if (seen.has(before.name)) throw new Error(`the flow ${flow.name} would follow itself over ${before.name}`);
      seen.add(before.name);
      at = before;
    }
  }
}
