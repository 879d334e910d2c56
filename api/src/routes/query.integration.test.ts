import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW_MS } from '../../../stores/testing/query-fixture.js';
import type { ServedApi } from '../../testing/serve-api.js';
import { RANGE, json, problem, serveExample } from '../../testing/serve-example.js';

let api: ServedApi;
beforeAll(async () => {
  api = await serveExample();
});
afterAll(() => api.close());

describe('POST /query', () => {
  it('answers several queries as Grafana data frames by refId, each with its own problem', async () => {
    const response = await api.ask('POST', '/query', {
      ...RANGE,
      queries: [
        {
          refId: 'A',
          queryType: 'telemetry',
          aggregate: 'raw',
          signals: ['esp.temperature'],
          datasource: { uid: 'x' },
        },
        { queryType: 'margin', of: 'forecast' },
        { refId: 'C', queryType: 'mart', table: 'ops.tokens' },
        { refId: 'D', queryType: 'weather' },
      ],
    });
    expect(response.status).toBe(200);
    const { results } = await json<{ results: Record<string, { status: number; error?: string; frames: unknown[] }> }>(
      response,
    );
    expect(results['A']?.frames).toMatchObject([
      {
        data: {
          values: [
            [NOW_MS - 300_000, NOW_MS - 60_000],
            [101, 102.5],
          ],
        },
        schema: { refId: 'A' },
      },
    ]);
    expect(results['B']?.frames).toMatchObject([{ data: { values: [[1]] } }]);
    expect(results['C']).toMatchObject({
      status: 400,
      frames: [],
      error: expect.stringContaining('not published') as string,
    });
    expect(results['D']).toMatchObject({ status: 400, error: expect.stringContaining('queryType') as string });
  });

  it('answers CSV to who asks for it', async () => {
    const body = {
      from: new Date(RANGE.from).toISOString(),
      to: String(RANGE.to),
      queries: [{ queryType: 'telemetry', aggregate: 'raw' }],
    };
    const response = await api.ask('POST', '/query', body, { accept: 'text/csv' });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await response.text()).toBe(
      'time,asset,signal,value\r\n' +
        '2026-03-01T11:55:00.000Z,well-101,esp.temperature,101\r\n' +
        '2026-03-01T11:59:00.000Z,well-101,esp.temperature,102.5\r\n',
    );
    const two = { ...body, queries: [...body.queries, ...body.queries] };
    expect((await api.ask('POST', '/query', two, { accept: 'text/csv' })).status).toBe(400);
  });

  it('names what is wrong: the place, what was found, what is expected', async () => {
    const wrong = await api.ask('POST', '/query', { ...RANGE, queries: [{ queryType: 'forecast', vintages: 'many' }] });
    expect(wrong.status).toBe(400);
    expect(wrong.headers.get('content-type')).toMatch('application/problem+json');
    expect((await problem(wrong)).places).toMatchObject([{ field: 'vintages', found: 'many' }]);
    const turned = await api.ask('POST', '/query', { from: 2, to: 1, queries: [{ queryType: 'age' }] });
    expect((await problem(turned)).detail).toContain('expected a time after `from`');
    expect((await api.ask('POST', '/query', '{')).status).toBe(400);
    const form = await api.ask('POST', '/query', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(form.status).toBe(415);
    expect((await api.ask('POST', '/query', 'x'.repeat(2_000_000))).status).toBe(413);
  });
});
