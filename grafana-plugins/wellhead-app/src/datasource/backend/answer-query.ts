import { setMaxListeners } from 'node:events';
import type { Clock, Frame, Query, QueryContext } from '@wellhead/contracts';
import type { DataQuery, QueryOutcome, RequestContext } from '@wellhead/backend-sdk';
import type { Logger } from 'pino';
import { alertFrames } from './alert-frames.js';
import { liveFrames } from './live-frames.js';
import type { BackendMetrics } from './metrics.js';
import { parseQuery } from './parse-query.js';
import { queryFailureOf } from './query-failure.js';

/** A rule has up to six queries that explain, asked one after the other: together with the one that decides they stay below the 30 s of an evaluation. */
const EXPLAIN_TIMEOUT_MS = 2_500;

/** Whether it only explains what an alert rule says. */
const isExplanation = (query: Query, { fromAlert }: RequestContext): boolean =>
  fromAlert && 'explains' in query && query.explains === true;

export interface AnswerQueryOptions {
  readonly runQuery: (query: Query, context: QueryContext) => Promise<readonly Frame[]>;
  readonly metrics: BackendMetrics;
  readonly log: Logger;
  readonly clock: Clock;
  /** Longest time of a query from a panel, and from an alert rule: shorter than the rule engine's own, so that the rule sees our reason. */
  readonly timeoutMs: number;
  readonly alertTimeoutMs: number;
}

/** Rejects with the signal's reason when it aborts first, whether or not the work looks at it. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** One query of a panel or rule: parsed, run against the stores within its time, and told of in log and metrics. */
export function answerQueries(options: AnswerQueryOptions) {
  const { runQuery, metrics, log, clock } = options;

  async function outcomeOf(query: Query, asked: DataQuery, context: RequestContext): Promise<QueryOutcome> {
    const ruleMs = isExplanation(query, context)
      ? Math.min(EXPLAIN_TIMEOUT_MS, options.alertTimeoutMs)
      : options.alertTimeoutMs;
    const timeoutMs = context.fromAlert ? ruleMs : options.timeoutMs;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([context.signal, timeout]);
    // One query asks the stores for many things at once, and each listens: not the leak that Node would warn of.
    setMaxListeners(0, signal);
    const { fromMs, toMs, intervalMs, maxDataPoints } = asked;
    const beside = { fromMs, toMs, intervalMs, maxDataPoints, nowMs: clock(), fromAlert: context.fromAlert, signal };
    try {
      const answered = await untilAborted(runQuery(query, beside), signal);
      const frames = liveFrames(answered, query, beside, context.plugin.dataSource?.uid);
      return { kind: 'answered', frames: context.fromAlert ? alertFrames(frames) : frames };
    } catch (error) {
      if (timeout.aborted && !context.signal.aborted) {
        const whose = context.fromAlert ? 'an alert rule' : 'a panel';
        const message =
          `Query ${asked.refId} (${query.queryType}) took longer than the ${timeoutMs / 1000} s that ${whose} may take. ` +
          'Ask for a shorter range or fewer assets.';
        return { kind: 'failed', status: 504, source: 'downstream', message };
      }
      const failure = queryFailureOf(error);
      if (failure) return failure;
      if (!isExplanation(query, context) || context.signal.aborted) throw error;
      log.error({ err: error, refId: asked.refId }, 'query that explains an alert failed unexpectedly');
      return { kind: 'failed', status: 500, source: 'plugin', message: 'It failed unexpectedly.' };
    }
  }

  return async (asked: DataQuery, context: RequestContext): Promise<QueryOutcome> => {
    const startedMs = clock();
    const parsed = parseQuery(asked);
    const queryType = parsed.kind === 'query' ? parsed.query.queryType : 'unknown';
    let told = 'failed';
    let problem: string | undefined;
    try {
      const outcome: QueryOutcome =
        parsed.kind === 'query'
          ? await outcomeOf(parsed.query, asked, context)
          : { kind: 'failed', status: 400, source: 'downstream', message: parsed.message };
      told = outcome.kind;
      if (outcome.kind !== 'failed') return outcome;
      problem = outcome.message;
      // For Grafana a failed query is one without data, and a rule with one of those is without data whatever its condition says: an alert would fall silent.
      return parsed.kind === 'query' && isExplanation(parsed.query, context)
        ? { kind: 'answered', frames: alertFrames([]) }
        : outcome;
    } finally {
      const durationMs = clock() - startedMs;
      // Panels hang up whenever somebody moves on: that is no failure.
      if (context.signal.aborted && told === 'failed') told = 'cancelled';
      metrics.queryAnswered({ queryType, outcome: told, fromAlert: context.fromAlert, seconds: durationMs / 1000 });
      const fields = {
        refId: asked.refId,
        queryType,
        durationMs,
        fromAlert: context.fromAlert,
        orgId: context.plugin.orgId,
        traceId: context.trace?.traceId,
        ...(problem === undefined ? {} : { problem }),
      };
      // Rules run unseen: each of their queries is told; those of panels only when they fail.
      if (told === 'failed') log.warn(fields, 'query refused');
      else if (context.fromAlert) log.info(fields, 'alert query answered');
      else log.debug(fields, 'query answered');
    }
  };
}
