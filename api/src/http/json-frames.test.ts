import type { Frame } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { csvOf } from './csv.js';
import { jsonFrame } from './json-frames.js';

const series = (value: number[], labels: Record<string, string>, nanos = 0n): Frame => ({
  name: 's',
  meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
  fields: [
    { name: 'time', type: 'time', values: BigInt64Array.from(value, (_, at) => BigInt(at) * 1_000_000_000n + nanos) },
    { name: 'value', type: 'number', values: Float64Array.from(value), labels, config: { unit: 'celsius' } },
  ],
});

it('writes a frame as Grafana does: times in ms with nanos beside, NaN as an entity', () => {
  const frame = jsonFrame(series([1.5, Number.NaN, Number.POSITIVE_INFINITY], { asset: 'w' }, 7n), 'B');
  expect(frame.schema).toEqual({
    name: 's',
    refId: 'B',
    meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
    fields: [
      { name: 'time', type: 'time', typeInfo: { frame: 'time.Time', nullable: true } },
      {
        name: 'value',
        type: 'number',
        typeInfo: { frame: 'float64', nullable: true },
        labels: { asset: 'w' },
        config: { unit: 'celsius' },
      },
    ],
  });
  expect(frame.data).toEqual({
    values: [
      [0, 1_000, 2_000],
      [1.5, null, null],
    ],
    nanos: [[7, 7, 7], null],
    entities: [null, { NaN: [1], Inf: [2] }],
  });
});

it('keeps times before 1970 and int64 exact', () => {
  const frame = jsonFrame({
    name: '',
    fields: [
      { name: 'time', type: 'time', values: BigInt64Array.of(-1n) },
      { name: 'n', type: 'integer', values: BigInt64Array.of(9_007_199_254_740_993n) },
      { name: 'small', type: 'integer', values: [5n] },
      { name: 'when', type: 'time', values: [null] },
    ],
  });
  expect(frame.data.values).toEqual([[-1], ['9007199254740993'], [5], [null]]);
  expect(frame.data.nanos).toEqual([[999_999], null, null, null]);
});

it('writes places of words with their words, and JSON texts as what they say', () => {
  const config = { type: { enum: { text: ['off', 'on'] } } };
  const fields = [
    { name: 'state', type: 'enum', values: [1, null], config },
    { name: 'detail', type: 'json', values: ['{"rows":[1,null]}', null] },
  ] as const;
  const { schema, data } = jsonFrame({ name: 'f', fields });
  expect(schema.fields).toMatchObject([
    { type: 'enum', config },
    { type: 'other', typeInfo: { frame: 'json.RawMessage' } },
  ]);
  expect(data.values).toEqual([
    [1, null],
    [{ rows: [1, null] }, null],
  ]);
});

it('writes series as one long CSV with a column a label', () => {
  const frames = [series([1, Number.NaN], { asset: 'w,1', quantile: 'p50' }), series([3], { asset: 'w2' }, 1n)];
  expect(csvOf(frames)).toBe(
    'time,asset,quantile,value\r\n' +
      '1970-01-01T00:00:00.000Z,"w,1",p50,1\r\n' +
      '1970-01-01T00:00:01.000Z,"w,1",p50,\r\n' +
      '1970-01-01T00:00:00.000000001Z,w2,,3\r\n',
  );
});

it('writes a table as it is, numbers without a time, and nothing as nothing', () => {
  const table: Frame = {
    name: 't',
    meta: { type: 'table' },
    fields: [
      { name: 'day', type: 'time', values: [0, null] },
      { name: 'a "b"', type: 'string', values: ['x\ny', null] },
    ],
  };
  expect(csvOf([table])).toBe('day,"a ""b"""\r\n1970-01-01T00:00:00.000Z,"x\ny"\r\n,\r\n');
  const number: Frame = {
    name: 'n',
    meta: { type: 'numeric-multi' },
    fields: [{ name: 'value', type: 'number', values: Float64Array.of(2), labels: { asset: 'w' } }],
  };
  expect(csvOf([number])).toBe('asset,value\r\nw,2\r\n');
  expect(csvOf([{ name: '', fields: [] }])).toBe('');
});

it('writes what stands beside a value into a column of its own', () => {
  const series: Frame = {
    name: 'w',
    meta: { type: 'timeseries-multi' },
    fields: [
      { name: 'time', type: 'time', values: [0, 1] },
      { name: 'value', type: 'number', values: [1, 2], labels: { asset: 'w' } },
      { name: 'quality', type: 'string', values: [null, 'soft-range,rate'] },
    ],
  };
  expect(csvOf([series])).toBe(
    'time,asset,value,quality\r\n1970-01-01T00:00:00.000Z,w,1,\r\n1970-01-01T00:00:00.001Z,w,2,"soft-range,rate"\r\n',
  );
});
