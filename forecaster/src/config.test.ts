import { describe, expect, it } from 'vitest';
import { readForecasterEnv } from './config.js';

const given = { DATABASE_URL: 'postgres://a:b@c/d', INFLUX_URL: 'http://influx:8086', INFLUX_TOKEN: 'secret' };

describe('the environment of the forecaster', () => {
  it('needs the stores and has defaults for the rest; empty counts as not given', () => {
    expect(readForecasterEnv({ ...given, WELLHEAD_FORECAST_WORKERS: '' })).toMatchObject({
      kind: 'ok',
      env: { WELLHEAD_HTTP_PORT: 8090, INFLUX_ORG: 'wellhead' },
    });
  });

  it('is told all its faults at once, with what was found and what the variable is', () => {
    const outcome = readForecasterEnv({ ...given, DATABASE_URL: undefined, WELLHEAD_FORECAST_WORKERS: 'many' });
    expect(outcome.kind === 'faults' && outcome.faults).toEqual([
      expect.stringMatching(/^DATABASE_URL is not set.*Postgres/),
      expect.stringMatching(/^WELLHEAD_FORECAST_WORKERS is “many”.*worker threads/),
    ]);
  });
});
