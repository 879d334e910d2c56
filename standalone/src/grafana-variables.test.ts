import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { provisioningDir } from '@wellhead/provisioning';
import { expect, it } from 'vitest';
import { grafanaVariables } from './grafana-variables.js';

const settings = {
  httpUrl: 'http://127.0.0.1:8090',
  notifyUrl: 'http://127.0.0.1:8090/api/v1/notifications',
  token: 'secret',
  databaseUrl: 'postgres://wellhead:pw@127.0.0.1:5433/wellhead',
  analystPassword: 'read-only',
  channels: {
    GRAFANA_ALERT_TELEGRAM_TOKEN: '1:a',
    GRAFANA_ALERT_TELEGRAM_CHAT: '7',
    GRAFANA_ALERT_SLACK_URL: 'http://slack',
    GRAFANA_ALERT_WEBHOOK_URL: 'http://hook',
  },
  influx: { INFLUX_URL: 'http://influx:8086', INFLUX_TOKEN: 'it', INFLUX_BUCKET: 'wellhead' },
};

it('sets every variable that a provisioning file names', () => {
  const given = {
    ...grafanaVariables(settings),
    GF_PATHS_PROVISIONING: 'set when Grafana is started',
    GRAFANA_ALERT_EMAIL: 'of compose, whose Grafana has a mail server',
  };
  const files = readdirSync(provisioningDir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  const named = files.flatMap((file) =>
    [...readFileSync(path.join(provisioningDir, file), 'utf8').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? ''),
  );
  expect(Object.keys(given).sort()).toEqual([...new Set(named)].sort());
});

it('gives Postgres as host and port, 5432 where the URL names none', () => {
  expect(grafanaVariables(settings)['POSTGRES_HOST']).toBe('127.0.0.1:5433');
  const plain = { ...settings, databaseUrl: 'postgres://wellhead@db/wellhead' };
  expect(grafanaVariables(plain)['POSTGRES_HOST']).toBe('db:5432');
});

it('names no channel of alerts that nobody has set', () => {
  const names = Object.keys(grafanaVariables({ ...settings, channels: { GRAFANA_ALERT_SLACK_URL: '' } }));
  expect(names.filter((name) => name.startsWith('GRAFANA_ALERT'))).toEqual([]);
});

it('names no InfluxDB where the store is embedded', () => {
  const names = Object.keys(grafanaVariables({ ...settings, influx: { INFLUX_BUCKET: 'wellhead' } }));
  expect(names.filter((name) => name.startsWith('INFLUX'))).toEqual([]);
});
