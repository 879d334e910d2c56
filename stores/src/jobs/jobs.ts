import type pg from 'pg';
import PgBoss from 'pg-boss';
import type { Logger } from 'pino';
import { inTransaction, openPool } from '../postgres/pool.js';
import { keepOutcomes } from './outcome-writes.js';

/** A job as its worker gets it. `data` is what the sender gave, JSON: the worker parses it. */
export interface Job {
  readonly id: string;
  readonly data: unknown;
  /** Which try this is, from 1. */
  readonly attempt: number;
}
export interface SendOptions {
  /** Further tries after a failure; default 0. */
  readonly retries?: number | undefined;
  /** Pause before a further try, seconds; default 1. */
  readonly retryDelaySeconds?: number | undefined;
  /** A job that takes longer has failed; default 15 minutes. */
  readonly expireSeconds?: number | undefined;
  /** While a job with this key waits or runs, no second one is taken. */
  readonly onceKey?: string | undefined;
}
export interface WorkOptions {
  /** Jobs of this queue at once in this process; default 1. */
  readonly concurrency?: number;
  /** How often other processes' jobs are looked for, seconds; default 1. Jobs sent by this process start at once. */
  readonly pollSeconds?: number;
}
/** How a job that was waited for ended. */
export type JobOutcome =
  | { readonly kind: 'completed'; readonly id: string; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: string; readonly reason: string }
  | { readonly kind: 'still-running'; readonly id: string }
  | { readonly kind: 'already-queued' };

export interface Jobs {
  /** Queues a job; its id, or undefined when `onceKey` says that one is queued already. */
  send(queue: string, data: object, options?: SendOptions): Promise<string | undefined>;
  /** Queues a job and waits for its end, at most `timeoutMs`. */
  sendAndWait(queue: string, data: object, options: SendOptions & { readonly timeoutMs: number }): Promise<JobOutcome>;
  /** How a job stands now; undefined when there is none of this id. */
  outcome(queue: string, id: string): Promise<JobOutcome | undefined>;
  /** Works a queue: the handler's object is the output, its rejection the failure. */
  work(queue: string, handler: (job: Job) => Promise<object | void>, options?: WorkOptions): Promise<void>;
  /** Queues a job by a cron expression of five fields, UTC; kept in Postgres, the same queue again replaces it. */
  schedule(queue: string, cron: string, data?: object, options?: SendOptions): Promise<void>;
  unschedule(queue: string): Promise<void>;
  /** Waits for running jobs up to 30 s, then fails them. */
  close(): Promise<void>;
}

const optionsOf = (options: SendOptions): PgBoss.SendOptions => ({
  retryLimit: options.retries ?? 0,
  retryDelay: options.retryDelaySeconds ?? 1,
  expireInSeconds: options.expireSeconds ?? 900,
  ...(options.onceKey === undefined ? {} : { singletonKey: options.onceKey }),
});

/** What a failed job kept: pg-boss writes an Error as { name, message, stack }, anything else as { value }. */
function reasonOf(output: unknown): string {
  if (typeof output === 'object' && output !== null) {
    if ('message' in output && typeof output.message === 'string') return output.message;
    if ('value' in output && typeof output.value === 'string') return output.value;
  }
  return 'no reason was kept';
}

/** Jobs and cron on Postgres (pg-boss), over a pool of its own when a URL is given. */
export async function openJobs(database: string | pg.Pool, log: Logger): Promise<Jobs> {
  const own = typeof database === 'string' ? openPool(database, { max: 4, log }) : undefined;
  const pool = own ?? (database as pg.Pool);
  let closed = false;
  const boss = new PgBoss({
    db: {
      executeSql: keepOutcomes((text, values) => pool.query(text, values), { closed: () => closed, log }),
    },
    // Cron looks at the clock twice a minute, so that a job starts in the minute it is due.
    cronMonitorIntervalSeconds: 30,
    archiveCompletedAfterSeconds: 3_600,
    deleteAfterDays: 7,
  });
  boss.on('error', (error) => log.error({ reason: error.message }, 'job queue failed'));
  await boss.start();

  const queues = new Map<string, Promise<void>>();
  const workers = new Map<string, string[]>();
  const ensureQueue = (queue: string): Promise<void> => {
    let made = queues.get(queue);
    if (made === undefined) {
      made = boss.createQueue(queue, { name: queue, policy: 'standard' });
      queues.set(queue, made);
      made.catch(() => queues.delete(queue));
    }
    return made;
  };
  const outcome = async (queue: string, id: string): Promise<JobOutcome | undefined> => {
    const job = await boss.getJobById(queue, id, { includeArchive: true });
    if (job === null) return undefined;
    if (job.state === 'completed') return { kind: 'completed', id, output: job.output };
    if (job.state === 'failed' || job.state === 'cancelled')
      return { kind: 'failed', id, reason: reasonOf(job.output) };
    return { kind: 'still-running', id };
  };
  // Looked up and queued under a lock: of two senders one wins.
  const sendOnce = (queue: string, data: object, options: SendOptions): Promise<string | null> =>
    inTransaction(pool, async (client) => {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`job ${queue} ${options.onceKey}`]);
      const { rows } = await client.query(
        `select from pgboss.job where name = $1 and singleton_key = $2 and state in ('created', 'retry', 'active') limit 1`,
        [queue, options.onceKey],
      );
      if (rows.length > 0) return null;
      const db: PgBoss.Db = { executeSql: (text, values: unknown[]) => client.query(text, values) };
      return boss.send(queue, data, { ...optionsOf(options), db });
    });
  const send: Jobs['send'] = async (queue, data, options = {}) => {
    await ensureQueue(queue);
    const id =
      options.onceKey === undefined
        ? await boss.send(queue, data, optionsOf(options))
        : await sendOnce(queue, data, options);
    for (const worker of workers.get(queue) ?? []) boss.notifyWorker(worker);
    return id ?? undefined;
  };
  return {
    send,
    outcome,
    sendAndWait: async (queue, data, { timeoutMs, ...options }) => {
      const id = await send(queue, data, options);
      if (id === undefined) return { kind: 'already-queued' };
      const end = performance.now() + timeoutMs;
      for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 1.5, 500)) {
        const now = await outcome(queue, id);
        if (now !== undefined && now.kind !== 'still-running') return now;
        // Nobody writes or reads an outcome any more: who waits holds a connection that the pool waits for.
        if (closed) return { kind: 'failed', id, reason: 'the process stopped before the job was done' };
        if (performance.now() >= end) return { kind: 'still-running', id };
        await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, Math.max(1, end - performance.now()))));
      }
    },
    work: async (queue, handler, options = {}) => {
      await ensureQueue(queue);
      const known = workers.get(queue) ?? [];
      for (let at = 0; at < (options.concurrency ?? 1); at += 1) {
        const worker = await boss.work(
          queue,
          { includeMetadata: true, batchSize: 1, pollingIntervalSeconds: options.pollSeconds ?? 1 },
          async ([job]: PgBoss.JobWithMetadata<object>[]) => {
            if (job === undefined) return undefined;
            return handler({ id: job.id, data: job.data, attempt: job.retryCount + 1 });
          },
        );
        known.push(worker);
      }
      workers.set(queue, known);
    },
    schedule: async (queue, cron, data = {}, options = {}) => {
      await ensureQueue(queue);
      await boss.schedule(queue, cron, data, { ...optionsOf(options), tz: 'UTC' });
    },
    unschedule: (queue) => boss.unschedule(queue),
    close: async () => {
      await boss.stop({ graceful: true, wait: true, timeout: 30_000 });
      closed = true;
      await own?.end();
    },
  };
}
