import { describe, expect, it } from 'vitest';
import { readStandaloneEnv } from './config.js';

describe('the environment of npm start', () => {
  it('has a default for everything and takes an empty variable as not given', () => {
    const outcome = readStandaloneEnv({ WELLHEAD_HTTP_PORT: '', INFLUX_URL: '' });
    expect(outcome).toMatchObject({ kind: 'ok', env: { WELLHEAD_HTTP_PORT: 8090, WELLHEAD_DATA_DIR: './data' } });
  });

  it('tells all faults at once, each with what was found', () => {
    const outcome = readStandaloneEnv({ WELLHEAD_HTTP_PORT: 'http', WELLHEAD_DEMO_SPEED: '-1' });
    expect(outcome).toMatchObject({
      kind: 'faults',
      faults: [
        expect.stringContaining('WELLHEAD_HTTP_PORT is “http”'),
        expect.stringContaining('WELLHEAD_DEMO_SPEED is “-1”'),
      ],
    });
  });

  it('wants a token beside an InfluxDB', () => {
    expect(readStandaloneEnv({ INFLUX_URL: 'http://127.0.0.1:8086' })).toMatchObject({
      kind: 'faults',
      faults: [expect.stringContaining('INFLUX_TOKEN')],
    });
  });
});
