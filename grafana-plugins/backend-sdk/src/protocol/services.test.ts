import { describe, expect, it } from 'vitest';
import { services } from './services.js';

/** Protobuf by hand, so that a field number that slips is seen: length-delimited, and varint. */
const tag = (field: number, wireType: number): Buffer => varint(field * 8 + wireType);
const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
};
const bytes = (field: number, ...parts: (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([tag(field, 2), varint(body.length), body]);
};
const number = (field: number, value: number): Buffer => Buffer.concat([tag(field, 0), varint(value)]);
const pair = (field: number, key: string, value: Buffer): Buffer => bytes(field, bytes(1, key), value);

const read = (method: { requestDeserialize: (wire: Buffer) => unknown } | undefined, ...parts: Buffer[]): unknown =>
  method?.requestDeserialize(Buffer.concat(parts));
const written = (method: { responseSerialize: (value: never) => Buffer } | undefined, value: object): string =>
  method?.responseSerialize(value as never).toString('hex') ?? '';

const user = bytes(3, bytes(1, 'ada'), bytes(2, 'Ada'), bytes(3, 'ada@x'), bytes(4, 'Editor'));
const settings = bytes(
  5,
  bytes(2, 'W'),
  bytes(8, '{}'),
  pair(9, 'k', bytes(2, 's')),
  number(10, 300),
  bytes(11, 'uid'),
);
const context = bytes(
  1,
  number(1, 7),
  bytes(2, 'plug'),
  user,
  settings,
  pair(6, 'g', bytes(2, 'c')),
  bytes(7, '1.0'),
  bytes(8, 'Grafana/12'),
  bytes(10, 'default'),
);

describe('the wire', () => {
  it('has the fields of a query where Grafana writes them', () => {
    const range = bytes(4, number(1, 1_700_000_000_000), number(2, 1_700_000_060_000));
    const query = bytes(
      3,
      bytes(1, 'A'),
      number(2, 500),
      number(3, 15_000),
      range,
      bytes(5, '{"a":1}'),
      bytes(6, 'telemetry'),
    );
    const request = read(services.data['QueryData'], context, pair(2, 'FromAlert', bytes(2, 'true')), query);
    expect(request).toMatchObject({
      pluginContext: {
        orgId: 7,
        pluginId: 'plug',
        user: { login: 'ada', name: 'Ada', email: 'ada@x', role: 'Editor' },
        dataSourceSettings: {
          name: 'W',
          uid: 'uid',
          jsonData: Buffer.from('{}'),
          decryptedSecureJsonData: { k: 's' },
          lastUpdatedMS: 300,
        },
        grafanaConfig: { g: 'c' },
        pluginVersion: '1.0',
        userAgent: 'Grafana/12',
        namespace: 'default',
      },
      headers: { FromAlert: 'true' },
      queries: [
        {
          refId: 'A',
          maxDataPoints: 500,
          intervalMS: 15_000,
          timeRange: { fromEpochMS: 1_700_000_000_000, toEpochMS: 1_700_000_060_000 },
          json: Buffer.from('{"a":1}'),
          queryType: 'telemetry',
        },
      ],
    });
  });

  it('has the fields of an answer where Grafana looks for them', () => {
    const response = { frames: [Buffer.from('f')], error: 'e', status: 400, errorSource: 'downstream' };
    const answer = bytes(2, bytes(1, 'f'), bytes(2, 'e'), number(4, 400), bytes(5, 'downstream'));
    expect(written(services.data['QueryData'], { responses: { A: response } })).toBe(
      pair(1, 'A', answer).toString('hex'),
    );
    expect(
      written(services.diagnostics['CheckHealth'], { status: 'ERROR', message: 'm', jsonDetails: Buffer.from('d') }),
    ).toBe(Buffer.concat([number(1, 2), bytes(2, 'm'), bytes(3, 'd')]).toString('hex'));
    expect(written(services.diagnostics['CollectMetrics'], { metrics: { prometheus: Buffer.from('p') } })).toBe(
      bytes(1, bytes(1, 'p')).toString('hex'),
    );
    const reply = { code: 200, headers: { h: { values: ['v', 'w'] } }, body: Buffer.from('b') };
    expect(written(services.resource['CallResource'], reply)).toBe(
      Buffer.concat([number(1, 200), pair(2, 'h', bytes(2, bytes(1, 'v'), bytes(1, 'w'))), bytes(3, 'b')]).toString(
        'hex',
      ),
    );
    expect(written(services.stream['SubscribeStream'], { status: 'DENIED', data: Buffer.from('d') })).toBe(
      Buffer.concat([number(1, 2), bytes(2, 'd')]).toString('hex'),
    );
    expect(written(services.stream['RunStream'], { data: Buffer.from('d') })).toBe(bytes(1, 'd').toString('hex'));
  });

  it('has the fields of resources and channels where Grafana writes them', () => {
    const header = pair(5, 'h', bytes(2, bytes(1, 'v')));
    const call = [bytes(2, 'p'), bytes(3, 'POST'), bytes(4, 'p?q'), header, bytes(6, 'b')];
    expect(read(services.resource['CallResource'], ...call)).toMatchObject({
      pluginContext: null,
      path: 'p',
      method: 'POST',
      url: 'p?q',
      headers: { h: { values: ['v'] } },
      body: Buffer.from('b'),
    });
    for (const method of ['SubscribeStream', 'PublishStream', 'RunStream']) {
      expect(read(services.stream[method], context, bytes(2, 'p'), bytes(3, 'd'))).toMatchObject({
        path: 'p',
        data: Buffer.from('d'),
        pluginContext: { user: { login: 'ada' } },
      });
    }
  });

  it('has the paths that hosts call', () => {
    const paths = Object.values(services).flatMap((service) => Object.values(service).map(({ path }) => path));
    expect(paths.sort()).toEqual([
      '/grpc.health.v1.Health/Check',
      '/grpc.health.v1.Health/Watch',
      '/plugin.GRPCController/Shutdown',
      '/pluginv2.Data/QueryData',
      '/pluginv2.Diagnostics/CheckHealth',
      '/pluginv2.Diagnostics/CollectMetrics',
      '/pluginv2.Resource/CallResource',
      '/pluginv2.Stream/PublishStream',
      '/pluginv2.Stream/RunStream',
      '/pluginv2.Stream/SubscribeStream',
    ]);
  });
});
