import { readFileSync } from 'node:fs';
import path from 'node:path';
import { querySchema } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  alertingFileSchema,
  channelFileSchema,
  dashboardsFileSchema,
  dataSourcesFileSchema,
  interpolate,
  pluginsFileSchema,
} from '../testing/grafana-shapes.js';
import { generatedFiles } from './files.js';
import { provisioningDir } from './paths.js';

const read = (file: string): unknown => parse(readFileSync(path.join(provisioningDir, file), 'utf8'));
const rules =
  alertingFileSchema.parse(read('alerting/wellhead-rules.yaml')).groups?.flatMap((group) => group.rules) ?? [];
const contactPoints = alertingFileSchema.parse(read('alerting/wellhead-contact-points.yaml')).contactPoints ?? [];

describe('every provisioning file', () => {
  const yamlFiles = [...generatedFiles().keys()].filter((file) => file.endsWith('.yaml'));

  it.each(yamlFiles)('%s has the keys that Grafana reads and no others', (file) => {
    const schemas = {
      datasources: dataSourcesFileSchema,
      plugins: pluginsFileSchema,
      dashboards: dashboardsFileSchema,
      alerting: alertingFileSchema,
      channels: channelFileSchema,
    };
    const folder = path.basename(path.dirname(file));
    const schema = Object.entries(schemas).find(([name]) => name === folder)?.[1];
    expect(schema, `no schema for ${folder}`).toBeDefined();
    expect(schema?.safeParse(read(file)).error?.issues ?? []).toEqual([]);
  });

  it('names only variables that standalone and compose set', () => {
    const known = [
      'WELLHEAD_NOTIFY_URL',
      'WELLHEAD_INTAKE_URL',
      'WELLHEAD_API_URL',
      'WELLHEAD_TOKEN',
      'INFLUX_URL',
      'INFLUX_BUCKET',
      'INFLUX_TOKEN',
      'POSTGRES_HOST',
      'ANALYST_PASSWORD',
      'GF_PATHS_PROVISIONING',
      'GRAFANA_ALERT_EMAIL',
      'GRAFANA_ALERT_TELEGRAM_TOKEN',
      'GRAFANA_ALERT_TELEGRAM_CHAT',
      'GRAFANA_ALERT_SLACK_URL',
      'GRAFANA_ALERT_WEBHOOK_URL',
    ];
    for (const file of yamlFiles) {
      const names = [...readFileSync(path.join(provisioningDir, file), 'utf8').matchAll(/\$\{(\w+)\}/g)];
      for (const [, name] of names) expect(known, `${file} names ${name}`).toContain(name);
    }
  });
});

describe('the alert rules', () => {
  it('are one for each kind, and none for an asset', () => {
    expect(rules.map(({ uid }) => uid)).toEqual([
      'wellhead-breached-now',
      'wellhead-predicted-p50',
      'wellhead-predicted-p90',
      'wellhead-anomaly',
      'wellhead-failure',
      'wellhead-outside-band',
      'wellhead-no-data',
      'wellhead-forecast-stale',
      'wellhead-model-drift',
      'wellhead-source-lag',
    ]);
    for (const rule of rules) {
      for (const query of rule.data) expect(query.model.assets ?? []).toEqual([]);
    }
  });

  it('fire above zero, or five minutes of lag, of a number that our data source gives, and ask it what it understands', () => {
    for (const rule of rules) {
      const condition = rule.data.find(({ refId }) => refId === rule.condition);
      expect(condition?.model).toMatchObject({
        type: 'threshold',
        conditions: [{ evaluator: { type: 'gt', params: [rule.uid === 'wellhead-source-lag' ? 300 : 0] } }],
      });
      for (const query of rule.data.filter(({ datasourceUid }) => datasourceUid !== '__expr__')) {
        expect(query.datasourceUid).toBe('wellhead');
        expect(querySchema.safeParse(query.model).error?.issues ?? []).toEqual([]);
      }
    }
  });

  it('say asset, signal, number and link without a dollar, which some versions of Grafana expand and others do not', () => {
    for (const { annotations, uid } of rules) {
      const text = Object.values(annotations).join(' ');
      expect(text, uid).not.toContain('$');
      // What lags is a stream of a source, no signal of an asset.
      const named = uid === 'wellhead-source-lag' ? ['source', 'stream'] : ['asset', 'signal'];
      for (const part of [...named.map((label) => `.Labels.${label}`), '.Values.B', 'externalURL'])
        expect(text, uid).toContain(part);
    }
  });

  it('send to a receiver that is provisioned, so that a policy tree of the user is left alone', () => {
    const receivers = contactPoints.map(({ name }) => name);
    for (const rule of rules) expect(receivers).toContain(rule.notification_settings.receiver);
    expect(
      [...generatedFiles().keys()].filter((file) => file.startsWith('alerting/') && file.includes('polic')),
    ).toEqual([]);
  });
});

describe('the contact point', () => {
  const url = contactPoints[0]?.receivers[0]?.settings.url ?? '';

  it('is the notification log of Wellhead', () => {
    expect(interpolate(url, { WELLHEAD_NOTIFY_URL: 'http://127.0.0.1:8090/api/v1/notifications' })).toBe(
      'http://127.0.0.1:8090/api/v1/notifications#wellhead',
    );
  });

  it('is never empty, which would stop Grafana from starting, even where nothing is set', () => {
    expect(interpolate(url, {})).not.toBe('');
  });

  it('formats with templates that exist', () => {
    const defined = alertingFileSchema
      .parse(read('alerting/wellhead-templates.yaml'))
      .templates?.flatMap(({ template }) => [...template.matchAll(/define "([^"]+)"/g)].map(([, name]) => name));
    const channels = ['email', 'telegram', 'slack', 'webhook'].flatMap((name) =>
      channelFileSchema.parse(read(`own-grafana/channels/${name}.yaml`)),
    );
    const receivers = [...(contactPoints[0]?.receivers ?? []), ...channels];
    expect(receivers).toHaveLength(5);
    for (const { settings, type } of receivers) {
      const named = [...JSON.stringify(settings).matchAll(/template \\"([^"\\]+)\\"/g)].map(([, name]) => name);
      expect(named.toSorted(), type).toEqual(['wellhead.message', 'wellhead.title']);
      expect(defined).toEqual(expect.arrayContaining(named));
    }
  });

  it('says of a predicted breach the asset, signal, value, limit, time to breach, model and where to look', () => {
    const predicted = rules.find(({ uid }) => uid === 'wellhead-predicted-p50');
    for (const part of ['Asset: ', 'Signal: ', 'Value: ', 'Limit (', 'Time to breach: ', 'Model: '])
      expect(predicted?.annotations['description']).toContain(part);
    expect(predicted?.annotations['link']).toMatch(/^\{\{.*externalURL.*\}\}/);
    const [text = ''] =
      alertingFileSchema.parse(read('alerting/wellhead-templates.yaml')).templates?.map(({ template }) => template) ??
      [];
    for (const part of ['summary', 'description', 'link']) expect(text).toContain(`.Annotations.${part}`);
  });
});
