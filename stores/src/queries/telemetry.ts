import type { Frame, FrameNotice, QueryContext, QueryOf } from '@wellhead/contracts';
import { nsFromMs } from '@wellhead/contracts';
import type { SeriesReadings, TelemetryQuery, TelemetryStore } from '../telemetry/store.js';
import { answer, info, SERIES, timeField, valuesField, warning } from './frame-parts.js';
import type { QueryStores } from './query-stores.js';
import { type SignalContext, signalContext, signalName } from './signal-context.js';
import { type Quality, qualityOf } from './quality.js';
import { type AskedShape, intervalOf, MOST_READINGS, shapeOf, storeShape, withNewest } from './telemetry-shape.js';
import { telemetryTargets, type TelemetryTarget } from './telemetry-targets.js';

/** More series than a chart can show or a rule should watch; the rest is cut and said. */
const MOST_SERIES = 1_000;
/**
 * Readings of the selected signals, one frame a series; labels `asset`, `signal` (`measurement.field`) and the series' other tags.
 * Text and booleans, which cannot be aggregated, come raw.
 */
export async function queryTelemetry(
  stores: QueryStores,
  query: QueryOf<'telemetry'>,
  context: QueryContext,
): Promise<Frame[]> {
  const signals = await signalContext(stores, query);
  const targets = await telemetryTargets(stores, query, signals);
  const shape = shapeOf(query, context);
  const readings = (await Promise.all(targets.map((target) => readTarget(stores, target, shape, context)))).flat();
  const quality = query.quality ? await qualityOf(stores, targets, context, storeShape(shape)) : undefined;
  const notices: FrameNotice[] = [];
  // A few numbers a series are no burden: rules that explain themselves watch every limit, and a board has a tile for every asset.
  const most = shape.kind === 'newest' || shape.kind === 'course' ? readings.length : MOST_SERIES;
  if (readings.length > most)
    notices.push(
      warning(
        `${readings.length} series were found, the first ${MOST_SERIES} are shown: choose fewer assets or signals.`,
      ),
    );
  if (readings.some(({ timeNs }) => timeNs.length > MOST_READINGS))
    notices.push(
      warning(
        `More than ${MOST_READINGS} readings a series: the oldest are shown. Choose an aggregate or a shorter time range.`,
      ),
    );
  if (readings.length === 0) notices.push(info('There are no readings in this time range.'));
  return answer(
    readings.slice(0, most).map((one) => frameOf(one, signals, shape, quality)),
    SERIES,
    notices,
  );
}

async function readTarget(
  { telemetry }: QueryStores,
  { measurement, field, assets }: TelemetryTarget,
  shape: AskedShape,
  context: QueryContext,
): Promise<readonly SeriesReadings[]> {
  const query = {
    selector: { measurement, field, ...(assets === undefined ? {} : { tags: { asset: assets } }) },
    fromNs: nsFromMs(context.fromMs),
    toNs: nsFromMs(context.toMs),
  };
  if (shape.kind === 'newest') return newestOf(telemetry, query);
  if (shape.kind === 'course') {
    const [course, newest] = await Promise.all([
      telemetry.read({ ...query, shape: shape.windows }, context.signal),
      newestOf(telemetry, query),
    ]);
    return withNewest(course, newest);
  }
  const shaped = await telemetry.read({ ...query, shape }, context.signal);
  if (shaped.length > 0 || shape.kind === 'raw') return shaped;
  // Nothing numeric: a signal of text or booleans has no mean and no envelope.
  const raw = await telemetry.read({ ...query, shape: { kind: 'raw', limit: MOST_READINGS + 1 } }, context.signal);
  return raw.filter(({ series }) => series.type === 'boolean' || series.type === 'string');
}

async function newestOf(
  telemetry: TelemetryStore,
  { selector, fromNs, toNs }: Omit<TelemetryQuery, 'shape'>,
): Promise<readonly SeriesReadings[]> {
  const latest = await telemetry.latest(selector, toNs);
  return latest.filter(({ timeNs }) => (timeNs.at(-1) ?? 0n) >= fromNs);
}

function frameOf(
  { series, timeNs, values }: SeriesReadings,
  signals: SignalContext,
  shape: AskedShape,
  quality: Quality | undefined,
): Frame {
  const signal = signals.signal(series.tags['asset'] ?? '', series.measurement, series.field);
  const name = signalName(series);
  const limits = signal === undefined ? [] : signals.limitsOf(signal);
  const dataLabel = signal === undefined ? undefined : signals.dataLabelOf(signal);
  const kept = Math.min(timeNs.length, MOST_READINGS);
  const unitless = shape.kind === 'windows' && shape.aggregate === 'count';
  return {
    name: signal === undefined ? name : signals.nameOf(signal),
    meta: {
      ...SERIES,
      custom: {
        ...(signal === undefined ? {} : { titles: signals.titlesOf(signal) }),
        ...(limits.length > 0 && !unitless ? { limits } : {}),
        ...(dataLabel === undefined ? {} : { dataLabel }),
      },
    },
    fields: [
      timeField(timeNs.subarray(0, kept)),
      {
        name: 'value',
        ...valuesField(values.slice(0, kept)),
        labels: { ...series.tags, signal: name },
        config: {
          ...(signal === undefined ? {} : { displayNameFromDS: signals.nameOf(signal) }),
          ...(signal === undefined || signal.unit === '' || unitless ? {} : { unit: signal.unit }),
          ...(signal === undefined
            ? {}
            : {
                interval: intervalOf(signal.intervalMs, shape),
              }),
        },
      },
      ...(quality ? [qualityField(quality.codesOf(series, timeNs.subarray(0, kept)))] : []),
    ],
  };
}

const qualityField = (codes: readonly (string | null)[]): Frame['fields'][number] => ({
  name: 'quality',
  type: 'string',
  values: codes,
});
