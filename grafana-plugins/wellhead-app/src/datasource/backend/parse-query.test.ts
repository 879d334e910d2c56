import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.js';

const asked = (json: string, queryType = '') => ({
  refId: 'A',
  queryType,
  json,
  fromMs: 0,
  toMs: 1,
  intervalMs: 1_000,
  maxDataPoints: 100,
});

describe('a query as Grafana hands it over', () => {
  it('is read with its defaults, and what Grafana adds is ignored', () => {
    const json = JSON.stringify({
      refId: 'A',
      datasource: { uid: 'wellhead' },
      hide: false,
      queryType: 'forecast',
      assets: ['well-101'],
      intervalMs: 15_000,
      maxDataPoints: 900,
    });
    expect(parseQuery(asked(json))).toEqual({
      kind: 'query',
      query: { queryType: 'forecast', assets: ['well-101'], signals: [], quantiles: [], vintages: 1 },
    });
  });

  it('takes its type from beside the JSON where the JSON has none', () => {
    expect(parseQuery(asked('{}', 'scorecard'))).toMatchObject({ kind: 'query', query: { queryType: 'scorecard' } });
  });

  it('is understood in every version that was ever saved, and refused when a newer Wellhead saved it', () => {
    for (const version of [undefined, 0, 1])
      expect(parseQuery(asked(JSON.stringify({ queryType: 'ops', view: 'sources', version })))).toMatchObject({
        kind: 'query',
        query: { queryType: 'ops', view: 'sources' },
      });
    expect(parseQuery(asked('{"queryType":"ops","view":"sources","version":99}'))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('newer Wellhead'),
    });
  });

  it('keeps its own window, whatever interval Grafana writes beside it', () => {
    const json = JSON.stringify({ queryType: 'telemetry', windowMs: 60_000, intervalMs: 15_000 });
    expect(parseQuery(asked(json))).toMatchObject({ query: { windowMs: 60_000 } });
  });

  it('is refused with every fault, where it is and what was found', () => {
    const parsed = parseQuery(asked('{"queryType":"telemetry","assets":"well-101","aggregate":"median"}'));
    expect(parsed.kind).toBe('refused');
    const message = parsed.kind === 'refused' ? parsed.message : '';
    expect(message).toContain('Query A cannot be understood. ');
    expect(message).toContain('assets: found "well-101"; ');
    expect(message).toContain('aggregate: found "median"; ');
    expect(message).toContain('Correct it in the query editor.');
  });

  it.each(['not json', '[1', '3', 'null', '"text"'])('is refused when it is %s', (json) => {
    expect(parseQuery(asked(json))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Query A is not a JSON object'),
    });
  });

  it('is refused when its type is not known', () => {
    expect(parseQuery(asked('{"queryType":"sql"}'))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('queryType: found "sql"'),
    });
  });
});
