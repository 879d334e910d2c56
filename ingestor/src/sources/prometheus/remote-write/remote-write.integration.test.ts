import { listLedger, listQuarantine } from '@wellhead/stores';
import { compress } from 'snappyjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IngestorFixture, openIngestorFixture } from '../../../../testing/ingestor-fixture.js';
import { readSignals } from '../../../../testing/read-signals.js';
import { type SourceHarness, sourceConformance } from '../../conformance/source-conformance.js';
import { encode, seriesOf, REMOTE_WRITE_HEADERS, withStaleMarker } from './testing/write-requests.js';

describe('remote write', () => {
  let fixture: IngestorFixture;
  beforeAll(async () => {
    fixture = await openIngestorFixture({
      limits: { bodyBytes: 100_000 },
      sources: [
        {
          kind: 'prometheus-remote-write',
          name: 'prometheus',
          assets: [{ labels: { job: 'pump' }, asset: 'well-101' }],
          prefixes: [],
        },
      ],
    });
  });
  afterAll(() => fixture.close());
  const send = async (message: Buffer, headers: Record<string, string> = {}) => {
    const sent = { ...REMOTE_WRITE_HEADERS, ...headers };
    const response = await fixture.post('/api/v1/write', new Uint8Array(compress(message)), sent);
    return { status: response.status, text: await response.text() };
  };

  it('keeps samples of many series, late ones too, with labels as tags and the asset by its mapping', async () => {
    const labels = { __name__: 'pump_pressure_bar', job: 'pump', instance: 'a:1', empty: '' };
    expect(await send(encode(seriesOf(labels, [[2, 2_000]]), seriesOf(labels, [[3, 3_000]])))).toEqual({
      status: 204,
      text: '',
    });
    expect((await send(encode(seriesOf(labels, [[1, 1_000]])))).status).toBe(204);
    expect((await send(encode(seriesOf({ __name__: 'pump_starts_total' }, [[7, 1_000]])))).status).toBe(204);
    await fixture.ingestor.drained();
    expect(await readSignals(fixture.telemetry, 'pump_pressure_bar')).toEqual({ 'well-101 value': [1, 2, 3] });
    expect(await readSignals(fixture.telemetry, 'pump_starts_total')).toEqual({ value: [7] });
  });

  it('listens where InfluxDB 1 did, too', async () => {
    const message = new Uint8Array(compress(encode(seriesOf({ __name__: 'old_door' }, [[1, 1]]))));
    expect((await fixture.post('/api/v1/prom/write?db=any', message, REMOTE_WRITE_HEADERS)).status).toBe(204);
  });

  it('keeps nothing for stale markers and NaN, and counts them', async () => {
    const message = encode(
      seriesOf({ __name__: 'ended', instance: 'a:1' }, [
        [5, 1_000],
        [424_242, 2_000],
      ]),
      seriesOf({ __name__: 'quantile', instance: 'a:1' }, [[Number.NaN, 1_000]]),
    );
    expect((await send(withStaleMarker(message))).status).toBe(204);
    await fixture.ingestor.drained();
    expect(await readSignals(fixture.telemetry, 'ended')).toEqual({ 'a:1 value': [5] });
    expect(await readSignals(fixture.telemetry, 'quantile')).toEqual({});
    const metrics = await (await fetch(`${fixture.ingestor.url}/metrics`)).text();
    expect(metrics).toMatch(/no_value_total\{kind="stale"\} 1\n/);
    expect(metrics).toMatch(/no_value_total\{kind="nan"\} 1\n/);
  });

  it('quarantines what has no place here, keeps the rest and answers 400, so that it is not sent again', async () => {
    const answer = await fixture.post(
      '/api/v1/write',
      new Uint8Array(
        compress(
          encode(
            seriesOf({ __name__: 'mixed', instance: 'a:1' }, [[1, 1_000]]),
            seriesOf({ __name__: 'mixed', instance: 'b:1' }, [[Infinity, 1_000]]),
            seriesOf({ __name__: 'mixed', instance: 'c:1', path: 'C:\\' }, [[1, 1_000]]),
            seriesOf({ instance: 'd:1' }, [[1, 1_000]]),
          ),
        ),
      ),
      { ...REMOTE_WRITE_HEADERS, 'x-wellhead-source': 'mixed' },
    );
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('3 of 4')]);
    await fixture.ingestor.drained();
    expect(await readSignals(fixture.telemetry, 'mixed')).toEqual({ 'a:1 value': [1] });
    const reasons = (await listQuarantine(fixture.database.pool, { source: 'mixed' })).map(({ reason }) => reason);
    expect(reasons.sort()).toEqual([
      'the metric has no name',
      'the value is infinite; found Infinity at 1000; expected a finite number',
      'the value of label "path" ends in a backslash',
    ]);
    const [ledger] = (await listLedger(fixture.database.pool)).filter(({ source }) => source === 'mixed');
    expect(ledger).toMatchObject({ received: 4, accepted: 1, quarantined: 3 });
  });

  it.each<[string, number, RegExp, () => Promise<{ status: number; text: string }>]>([
    [
      'version 2.0',
      415,
      /expected application\/x-protobuf, which is remote write 1\.0/,
      () => send(encode(), { 'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request' }),
    ],
    ['JSON', 415, /found application\/json/, () => send(encode(), { 'content-type': 'application/json' })],
    ['gzip', 415, /found gzip, expected snappy/, () => send(encode(), { 'content-encoding': 'gzip' })],
    ['what is no protobuf', 400, /no WriteRequest/, () => send(Buffer.from('not protobuf at all'))],
    ['a small body that would become large', 413, /larger than 100000/, () => send(Buffer.alloc(200_000))],
    [
      'a label that is there twice',
      400,
      /is there twice in one series/,
      () =>
        send(
          encode({
            labels: [
              { name: 'a', value: '1' },
              { name: 'a', value: '2' },
            ],
            samples: [],
          }),
        ),
    ],
    [
      'native histograms',
      400,
      /1 native histograms were left out, everything else is stored/,
      () => send(encode(seriesOf({ __name__: 'h' }, [], [{ sum: 1 }]))),
    ],
    ['a wrong token', 401, /valid token/, () => send(encode(), { authorization: 'Bearer wrong' })],
  ])('refuses %s with %i', async (_what, status, text, ask) => {
    expect(await ask()).toEqual({ status, text: expect.stringMatching(text) as string });
  });

  it('refuses what is no Snappy', async () => {
    const answer = await fixture.post('/api/v1/write', 'plain', REMOTE_WRITE_HEADERS);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('no Snappy block')]);
  });

  it('takes version 1.0 by its whole name', async () => {
    const named = { 'content-type': 'application/x-protobuf;proto=prometheus.WriteRequest' };
    expect((await send(encode(seriesOf({ __name__: 'named' }, [[1, 1]])), named)).status).toBe(204);
  });
});

describe('remote write as a source', () => {
  sourceConformance(async (): Promise<SourceHarness> => {
    const receiver = { url: '', token: '' };
    let refusal = '';
    let isOver = false;
    /** Sends as Prometheus does: what was not answered, or answered with 5xx, comes again until it is. */
    async function sendUntilAnswered(message: Buffer): Promise<void> {
      while (!isOver) {
        const response = await fetch(`${receiver.url}/api/v1/write`, {
          method: 'POST',
          headers: {
            ...REMOTE_WRITE_HEADERS,
            authorization: `Bearer ${receiver.token}`,
            'x-wellhead-source': 'under-test',
          },
          body: new Uint8Array(compress(message)),
        }).catch(() => undefined);
        if (response !== undefined && response.status < 500) return;
        if (response !== undefined) {
          refusal = `${await response.text()} Retry-After: ${response.headers.get('retry-after')}`;
          expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    return {
      listens: (url, token) => Object.assign(receiver, { url, token }),
      comesAgain: true,
      waitsBecause: () => refusal,
      waiting: /Intake is full because stores are behind.*Retry-After: \d+/,
      async send(from, to) {
        for (let n = from; n < to; n++)
          await sendUntilAnswered(
            encode(
              seriesOf({ __name__: 'conformance', n: String(n % 3), path: 'x'.repeat(100) }, [
                [n, 1_700_000_000_000 + n],
              ]),
            ),
          );
      },
      sendPoison: () => sendUntilAnswered(encode(seriesOf({ __name__: 'conformance' }, [[Infinity, 1]]))),
      poison: { place: { index: 0 }, reason: /the value is infinite/ },
      close: () => {
        isOver = true;
        return Promise.resolve();
      },
    };
  });
});
