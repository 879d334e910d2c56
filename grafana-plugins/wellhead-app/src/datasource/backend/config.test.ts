import { describe, expect, it } from 'vitest';
import { readBackendEnv } from './config.js';

const NEEDED = {
  DATABASE_URL: 'postgres://u:p@postgres:5432/wellhead',
  INFLUX_URL: 'http://influx:8086',
  INFLUX_TOKEN: 't',
};

describe('the environment of the backend', () => {
  it('needs the stores and has defaults for the rest', () => {
    expect(readBackendEnv({ ...NEEDED, WELLHEAD_PLUGIN_PORT: '' })).toMatchObject({
      kind: 'ok',
      env: { INFLUX_BUCKET: 'wellhead', WELLHEAD_ALERT_TIMEOUT_MS: 14_000 },
    });
  });

  it('takes what Grafana hands to a plugin from grafana.ini', () => {
    const handed = Object.fromEntries(Object.entries(NEEDED).map(([name, value]) => [`GF_PLUGIN_${name}`, value]));
    expect(readBackendEnv(handed)).toMatchObject({ kind: 'ok', env: NEEDED });
  });

  it('tells all faults at once, with what was found but never a token', () => {
    const read = readBackendEnv({
      INFLUX_URL: 'influx',
      WELLHEAD_PLUGIN_PORT: '80910',
      WELLHEAD_ALERT_TIMEOUT_MS: 'soon',
    });
    const faults = read.kind === 'faults' ? read.faults : [];
    expect(faults).toHaveLength(5);
    expect(faults.join('\n')).toContain('WELLHEAD_PLUGIN_PORT is “80910”; ');
    expect(faults.join('\n')).toContain('DATABASE_URL is not set; ');
  });
});
