import { Writable } from 'node:stream';
import { ProblemError, type Frame, type Query, type QueryContext } from '@wellhead/contracts';
import { openPluginLog, type RequestContext } from '@wellhead/backend-sdk';
import { describe, expect, it } from 'vitest';
import { answerQueries, type AnswerQueryOptions } from './answer-query.js';
import { openBackendMetrics } from './metrics.js';

const FRAME: Frame = { name: 'p50', fields: [] };
const QUERY = {
  refId: 'A',
  queryType: 'telemetry',
  json: '{"assets":["well-101"]}',
  fromMs: 10,
  toMs: 20,
  intervalMs: 5,
  maxDataPoints: 100,
};

function setUp(runQuery: AnswerQueryOptions['runQuery']) {
  const lines: string[] = [];
  const stream = new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(line.toString());
      done();
    },
  });
  const metrics = openBackendMetrics();
  const answer = answerQueries({
    runQuery,
    metrics,
    log: openPluginLog({ stream }),
    clock: () => 1_000,
    timeoutMs: 60_000,
    alertTimeoutMs: 20,
  });
  const ask = (context: Partial<RequestContext> = {}, query = QUERY) =>
    answer(query, {
      plugin: {
        orgId: 1,
        namespace: '',
        pluginId: '',
        pluginVersion: '',
        userAgent: '',
        user: undefined,
        dataSource: undefined,
        appJsonData: undefined,
      },
      headers: { all: new Map(), get: () => undefined },
      fromAlert: false,
      trace: undefined,
      signal: new AbortController().signal,
      ...context,
    });
  return { ask, lines, metrics };
}

const never = (): Promise<Frame[]> => new Promise(() => undefined);

describe('answering a query', () => {
  it('gives a rule a number without a value where there is nothing, and a panel nothing', async () => {
    const { ask } = setUp(async () => [{ name: '', meta: { type: 'numeric-multi', typeVersion: [0, 1] }, fields: [] }]);
    expect(await ask({ fromAlert: true })).toMatchObject({
      kind: 'answered',
      frames: [{ meta: { type: 'numeric-multi' }, fields: [{ type: 'number', values: [null] }] }],
    });
    expect(await ask()).toMatchObject({ kind: 'answered', frames: [{ fields: [] }] });
  });

  it('runs it with its range, interval and the time of the clock', async () => {
    const ran: [Query, QueryContext][] = [];
    const { ask, metrics } = setUp(async (query, context) => {
      ran.push([query, context]);
      return [FRAME];
    });
    expect(await ask()).toEqual({ kind: 'answered', frames: [FRAME] });
    expect(ran[0]?.[0]).toMatchObject({ queryType: 'telemetry', assets: ['well-101'], aggregate: 'envelope' });
    expect(ran[0]?.[1]).toMatchObject({ fromMs: 10, toMs: 20, intervalMs: 5, maxDataPoints: 100, nowMs: 1_000 });
    expect(await metrics.text()).toContain(
      'wellhead_plugin_queries_total{query_type="telemetry",outcome="answered",from_alert="false"} 1',
    );
  });

  it('lets a rule go on without what only explains it, be it slow or failed, and tells the log', async () => {
    const explaining = { ...QUERY, json: '{"assets":["well-101"],"explains":true}' };
    const failures = [new ProblemError('not-found', 'There is no such signal.'), new Error('nobody foresaw this')];
    for (const runQuery of [never, ...failures.map((failure) => () => Promise.reject(failure))]) {
      const { ask, lines } = setUp(runQuery);
      expect(await ask({ fromAlert: true }, explaining)).toMatchObject({
        kind: 'answered',
        frames: [{ fields: [{ type: 'number', values: [null] }] }],
      });
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ '@message': 'query refused', fromAlert: true });
    }
    const { ask } = setUp(() => Promise.reject(new ProblemError('not-found', 'There is no such signal.')));
    expect(await ask({}, explaining)).toMatchObject({ kind: 'failed', status: 404 });
    expect(await ask({ fromAlert: true })).toMatchObject({ kind: 'failed', status: 404 });
  });

  it('gives alert rules their own, shorter time, says so, and logs each of their queries', async () => {
    const { ask, lines } = setUp(never);
    const outcome = await ask({ fromAlert: true });
    expect(outcome).toMatchObject({ kind: 'failed', status: 504, source: 'downstream' });
    expect(outcome.kind === 'failed' ? outcome.message : '').toMatch(
      /^Query A \(telemetry\) took longer than the 0\.02 s that an alert rule may take\. /,
    );
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ '@message': 'query refused', fromAlert: true });

    const quick = setUp(async () => []);
    await quick.ask({ fromAlert: true });
    await quick.ask();
    expect(quick.lines).toHaveLength(1);
    expect(quick.lines[0]).toContain('alert query answered');
  });

  it('stops when the caller has gone, and does not call that a failure', async () => {
    const gone = new AbortController();
    const { ask, lines, metrics } = setUp(never);
    const asked = ask({ signal: gone.signal });
    gone.abort();
    await expect(asked).rejects.toThrow('aborted');
    expect(lines).toEqual([]);
    expect(await metrics.text()).toContain('outcome="cancelled"');
  });

  it('refuses a query that it cannot read, without asking the stores', async () => {
    const { ask, metrics } = setUp(() => Promise.reject(new Error('was asked')));
    expect(await ask({}, { ...QUERY, json: '{' })).toMatchObject({ status: 400, source: 'downstream' });
    expect(await metrics.text()).toContain('query_type="unknown",outcome="failed"');
  });

  it('tells what is wrong in a sentence: problems, a store that is away, a statement that took too long', async () => {
    const failing = async (error: Error) => {
      const { ask } = setUp(() => Promise.reject(error));
      return ask();
    };
    const unknownTable = new ProblemError('not-found', 'There is no table mart.sold; there are mart.sales.');
    expect(await failing(unknownTable)).toEqual({
      kind: 'failed',
      status: 404,
      source: 'downstream',
      message: 'There is no table mart.sold; there are mart.sales.',
    });
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(await failing(new Error('query failed', { cause: refused }))).toMatchObject({
      status: 503,
      source: 'downstream',
      message: expect.stringContaining('A store cannot be reached (ECONNREFUSED).'),
    });
    expect(await failing(new AggregateError([refused]))).toMatchObject({ status: 503 });
    expect(await failing(new Error('timeout exceeded when trying to connect'))).toMatchObject({
      status: 503,
      message: expect.stringContaining('Postgres is busy'),
    });
    const slow = Object.assign(new Error('canceling statement'), { code: '57014' });
    expect(await failing(slow)).toMatchObject({ status: 504, message: expect.stringContaining('took too long') });
  });

  it('leaves a failure that nobody foresaw to the log, not to the panel', async () => {
    const { ask } = setUp(() => Promise.reject(new TypeError('undefined is not a function')));
    await expect(ask()).rejects.toThrow(TypeError);
  });
});
