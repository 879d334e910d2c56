import type { Clock, FieldType, FieldValue, Series } from '@wellhead/contracts';
import { FIELD_TYPES, MS_PER_HOUR, nsFromMs, seriesOf } from '@wellhead/contracts';
import type { Logger } from 'pino';
import { isNumeric, selects } from '../selector.js';
import { type Sample, packReadings, windowStart, windowType } from '../shape.js';
import type { SeriesReadings, SeriesSelector, TelemetryQuery, TelemetryStore } from '../store.js';
import { type InfluxAddress, type InfluxSeries, openInfluxHttp } from './influx-http.js';
import { openInfluxWriter } from './influx-writer.js';
import { EARLIEST_NS, LATEST_NS, expressionsOf, identifier, nsOfRfc3339, selectSql } from './influxql.js';

export interface InfluxStoreOptions extends InfluxAddress {
  readonly log?: Logger;
  readonly clock?: Clock;
}

/**
 * How far each sink has come is kept in the bucket itself, as a point of this measurement written after the rows: one an hour, overwritten within it,
 * at the time of writing so that retention does not refuse it. It is left out of every answer.
 */
const CHECKPOINTS = 'wellhead_checkpoint';
const EVER = { fromNs: EARLIEST_NS, toNs: LATEST_NS };
/** Statements that run at the same time. */
const PARALLEL = 4;

/**
 * Telemetry in InfluxDB 2 or 3 (or 1.8 and later, which answer the same). Address, token and bucket are tried at once: rejects with one sentence
 * that names the setting to change.
 */
export async function openInfluxStore(options: InfluxStoreOptions): Promise<TelemetryStore> {
  const { log, clock = Date.now } = options;
  const http = openInfluxHttp(options);
  const version = await http.version();
  await http.query('SHOW MEASUREMENTS LIMIT 1');
  await http.tryWrite();
  const major = Number(/(\d+)\./.exec(version)?.[1] ?? 2);
  const unsigned = major >= 2;
  const writer = openInfluxWriter(options, unsigned);
  log?.info({ url: options.url, bucket: options.bucket, version }, 'influxdb connected');

  const fieldsOf = async (selector: SeriesSelector, signal?: AbortSignal): Promise<Field[]> => {
    if (Object.values(selector.tags ?? {}).some((values) => values.length === 0)) return [];
    const from = selector.measurement === undefined ? '' : ` FROM ${identifier(selector.measurement)}`;
    const answers = await http.query(`SHOW FIELD KEYS${from}`, { signal });
    return answers
      .filter(({ name }) => name !== CHECKPOINTS)
      .flatMap(({ name, columns, values }) =>
        values.map((row) => ({
          measurement: name,
          field: String(row[columns.indexOf('fieldKey')]),
          type: fieldType(String(row[columns.indexOf('fieldType')])),
        })),
      )
      .filter(({ field }) => (selector.field ?? field) === field);
  };
  const answerOf = async (
    field: Field,
    selector: SeriesSelector,
    expression: string,
    more: {
      range: { fromNs: bigint; toNs: bigint };
      everyNs?: bigint;
      limit?: number;
      type: FieldType;
      signal?: AbortSignal | undefined;
    },
  ): Promise<[Series, Sample[]][]> => {
    const statement = selectSql(expression, field.measurement, more.range, selector.tags, more);
    const exact = more.type === 'integer' || more.type === 'unsigned';
    const answers = await http.query(
      more.everyNs === undefined || isExtreme(expression) ? statement : `${statement} fill(none)`,
      {
        exact,
        signal: more.signal,
      },
    );
    const isSelected = selects(selector);
    return answers
      .map((answer): [Series, Sample[]] => [seriesOfAnswer(field, answer), samplesOf(answer, more.type)])
      .filter(([series, samples]) => samples.length > 0 && isSelected(series));
  };
  const newest = async (selector: SeriesSelector, beforeNs = LATEST_NS): Promise<SeriesReadings[]> =>
    inParallel(await fieldsOf(selector), async (field) => {
      const range = { fromNs: EARLIEST_NS, toNs: beforeNs };
      const found = await answerOf(field, selector, `LAST(${identifier(field.field)}::field)`, {
        range,
        type: field.type,
      });
      return found.map(([series, samples]) => packReadings(series, samples.slice(-1)));
    });

  return {
    name: 'influx',
    capabilities: { transactionalCheckpoint: false, unsigned, exactDrop: major < 3 },

    write: async (batch, checkpoint) => {
      const refused = await writer.writeRows(batch);
      if (checkpoint) {
        const hourNs = nsFromMs(Math.floor(clock() / MS_PER_HOUR) * MS_PER_HOUR);
        // As a field, since a tag could not hold every name; the tag only keeps sinks apart.
        const sink = encodeURIComponent(checkpoint.sink);
        await writer.send([`${CHECKPOINTS},sink=${sink} sequence=${checkpoint.sequence}i ${hourNs}`]);
      }
      return refused.length === 0 ? { kind: 'stored' } : { kind: 'partly-stored', refused };
    },
    checkpoint: async (sink) => {
      const tags = { sink: [encodeURIComponent(sink)] };
      const [answer] = await http.query(selectSql('LAST("sequence"::field)', CHECKPOINTS, EVER, tags));
      const sequence = answer?.values[0]?.[1];
      return sequence === undefined || sequence === null ? undefined : Number(sequence);
    },

    read: async ({ selector, fromNs, toNs, shape }, signal) => {
      signal?.throwIfAborted();
      if (fromNs >= toNs) return [];
      const fields = (await fieldsOf(selector, signal)).filter(
        (field) => shape.kind === 'raw' || isNumeric(seriesOf('', {}, '', field.type)),
      );
      return inParallel(fields, async (field) => {
        const type = shape.kind === 'windows' ? windowType(field.type, shape.aggregate) : field.type;
        const more = { range: { fromNs, toNs }, type, signal, ...shapeOptions(shape) };
        const [first = [], second] = await Promise.all(
          expressionsOf(field.field, shape).map((expression) => answerOf(field, selector, expression, more)),
        );
        const answers = shape.kind === 'envelope' ? mergedExtremes(first, second ?? [], shape.everyNs) : first;
        return answers.map(([series, samples]) => packReadings(series, samples, type));
      });
    },
    latest: (selector, beforeNs) => newest(selector, beforeNs),
    series: async (selector) => (await newest(selector)).map(({ series }) => series),
    count: async (selector) => {
      const counts = await inParallel(await fieldsOf(selector), async (field) => {
        const found = await answerOf(field, selector, `COUNT(${identifier(field.field)}::field)`, {
          range: EVER,
          type: 'float',
        });
        return found.map(([, samples]) => Number(samples[0]?.[1] ?? 0));
      });
      return counts.reduce((sum, count) => sum + count, 0);
    },

    drop: async (beforeNs) => {
      if (major >= 3) {
        log?.warn({ bucket: options.bucket }, 'drop left to retention: set the retention period of the bucket');
        return;
      }
      for (const { name, columns, values } of await http.query('SHOW MEASUREMENTS')) {
        const measurements = values.map((row) => String(row[columns.indexOf('name')] ?? name));
        for (const measurement of measurements.filter((one) => one !== CHECKPOINTS)) {
          await http.query(`DELETE FROM ${identifier(measurement)} WHERE time < ${beforeNs}`);
        }
      }
    },
    ping: async () => {
      await http.version();
    },
    close: () => writer.close(),
  };
}

interface Field {
  readonly measurement: string;
  readonly field: string;
  readonly type: FieldType;
}

const fieldType = (name: string): FieldType => FIELD_TYPES.find((type) => type === name) ?? 'float';

const isExtreme = (expression: string): boolean => /^(TOP|BOTTOM)\(/.test(expression);

const shapeOptions = (shape: TelemetryQuery['shape']): { everyNs?: bigint; limit?: number } => {
  if (shape.kind !== 'raw') return { everyNs: shape.everyNs };
  return shape.limit === undefined ? {} : { limit: shape.limit };
};

/** Tags that a series does not have come as empty ones. */
const seriesOfAnswer = ({ measurement, field, type }: Field, { tags }: InfluxSeries): Series =>
  seriesOf(measurement, Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== '')), field, type);

function samplesOf({ values }: InfluxSeries, type: FieldType): Sample[] {
  return values.flatMap(([time, value]): Sample[] =>
    value === null || value === undefined ? [] : [[nsOfRfc3339(String(time)), valueOf(value, type)]],
  );
}

function valueOf(value: string | number | boolean, type: FieldType): FieldValue {
  switch (type) {
    case 'float':
      return Number(value);
    case 'integer':
    case 'unsigned':
      return BigInt(value);
    case 'boolean':
      return value === true;
    case 'string':
      return String(value);
    default:
      return type satisfies never;
  }
}

/** Brings the smallest and the largest of each window together, in time order; one where they are equal. */
function mergedExtremes(
  lows: readonly [Series, Sample[]][],
  highs: readonly [Series, Sample[]][],
  everyNs: bigint,
): [Series, Sample[]][] {
  const highsOf = new Map(highs.map(([series, samples]) => [series.key, samples]));
  return lows.map(([series, low]) => {
    const lowAt = new Map(low.map(([time, value]) => [windowStart(time, everyNs), value]));
    const high = (highsOf.get(series.key) ?? []).filter(
      ([time, value]) => lowAt.get(windowStart(time, everyNs)) !== value,
    );
    return [series, [...low, ...high].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))];
  });
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<readonly R[]>): Promise<R[]> {
  const results: (readonly R[])[] = [];
  const queue = items.entries();
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (const [at, item] of queue) results[at] = await work(item);
    }),
  );
  return results.flat();
}
