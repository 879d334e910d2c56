import { describe, expect, it } from 'vitest';
import { readPipelinesEnv } from './config.js';

const given = {
  DATABASE_URL: 'postgres://wellhead:secret@postgres:5432/wellhead',
  INFLUX_URL: 'http://influxdb:8086',
  INFLUX_TOKEN: 'secret',
  WELLHEAD_INGEST_URL: 'http://ingestor:8090/',
  WELLHEAD_TOKEN: 'secret',
};

describe('the settings of the pipelines', () => {
  it('need only the addresses and tokens, the rest has defaults', () => {
    expect(readPipelinesEnv(given)).toMatchObject({
      kind: 'ok',
      env: { WELLHEAD_INGEST_URL: 'http://ingestor:8090', WELLHEAD_PACKS: ['retail-sales'], INFLUX_BUCKET: 'wellhead' },
    });
  });

  it('tell all that is missing or wrong at once, by name', () => {
    const outcome = readPipelinesEnv({ ...given, DATABASE_URL: '', WELLHEAD_INGEST_URL: 'ingestor' });
    expect(outcome.kind === 'faults' ? outcome.faults : []).toEqual([
      expect.stringMatching(/^DATABASE_URL is not set/),
      expect.stringMatching(/^WELLHEAD_INGEST_URL is “ingestor”/),
    ]);
  });
});
