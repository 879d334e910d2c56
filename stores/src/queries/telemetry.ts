import type { Frame, FrameNotice, QueryContext, QueryOf } from '@wellhead/contracts';
import { nsFromMs } from '@wellhead/contracts';
import { type SeriesReadings, SLOT_NS, type TelemetryQuery } from '../telemetry/store.js';
import { answer, info, SERIES, timeField, valuesField, warning } from './frame-parts.js';
import type { QueryStores } from './query-stores.js';
import { type SignalContext, signalContext, signalName } from './signal-context.js';
import { type Quality, qualityOf } from './quality.js';
import { telemetryTargets, type TelemetryTarget } from './telemetry-targets.js';

/** More series than a chart can show or a rule should watch; the rest is cut and said. */
const MOST_SERIES = 1_000;
/** Raw readings of one series; the rest is cut and said. */
const MOST_READINGS = 200_000;

/** As the store reads, or the newest reading of each series alone: whatever the range, that costs one look. */
type Shape = TelemetryQuery['shape'] | { readonly kind: 'newest' };

/**
 * The window of an envelope whose two points a window fill the panel's pixels; widened to the next one that a store answers quickly, where this leaves at
 * least two thirds of the points.
 */
function drawnWindowMs({ fromMs, toMs, maxDataPoints }: QueryContext): number {
  const fittingMs = Math.ceil((toMs - fromMs) / Math.max(1, Math.floor(maxDataPoints / 2)));
  const slotMs = Number(SLOT_NS / 1_000_000n);
  const quickMs = Math.ceil(fittingMs / slotMs) * slotMs;
  return fittingMs * 3 >= quickMs * 2 ? quickMs : fittingMs;
}

/** How to read: raw, windows of the interval, an envelope or the newest reading. */
function shapeOf(query: QueryOf<'telemetry'>, context: QueryContext): Shape {
  const raw: Shape = { kind: 'raw', limit: MOST_READINGS + 1 };
  switch (query.aggregate) {
    case 'raw':
      return raw;
    case 'newest':
      return { kind: 'newest' };
    case 'envelope': {
      const everyMs = query.windowMs ?? drawnWindowMs(context);
      return { kind: 'envelope', everyNs: nsFromMs(Math.max(1, everyMs)) };
    }
    case 'mean':
    case 'min':
    case 'max':
    case 'sum':
    case 'count':
    case 'first':
    case 'last': {
      const everyMs = Math.max(1, query.windowMs ?? context.intervalMs);
      return { kind: 'windows', everyNs: nsFromMs(everyMs), aggregate: query.aggregate };
    }
    default:
      return query.aggregate satisfies never;
  }
}

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
  const quality = query.quality
    ? await qualityOf(stores, targets, context, shape.kind === 'newest' ? { kind: 'raw' } : shape)
    : undefined;
  const notices: FrameNotice[] = [];
  // One number a series is no burden, and rules that explain themselves by it watch every limit.
  const most = shape.kind === 'newest' ? readings.length : MOST_SERIES;
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
  shape: Shape,
  context: QueryContext,
): Promise<readonly SeriesReadings[]> {
  const query = {
    selector: { measurement, field, ...(assets === undefined ? {} : { tags: { asset: assets } }) },
    fromNs: nsFromMs(context.fromMs),
    toNs: nsFromMs(context.toMs),
  };
  if (shape.kind === 'newest') {
    const latest = await telemetry.latest(query.selector, query.toNs);
    return latest.filter(({ timeNs }) => (timeNs.at(-1) ?? 0n) >= query.fromNs);
  }
  const shaped = await telemetry.read({ ...query, shape }, context.signal);
  if (shaped.length > 0 || shape.kind === 'raw') return shaped;
  // Nothing numeric: a signal of text or booleans has no mean and no envelope.
  const raw = await telemetry.read({ ...query, shape: { kind: 'raw', limit: MOST_READINGS + 1 } }, context.signal);
  return raw.filter(({ series }) => series.type === 'boolean' || series.type === 'string');
}

function frameOf(
  { series, timeNs, values }: SeriesReadings,
  signals: SignalContext,
  shape: Shape,
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
                interval:
                  shape.kind === 'raw' || shape.kind === 'newest'
                    ? signal.intervalMs
                    : Math.max(signal.intervalMs, Number(shape.everyNs / 1_000_000n)),
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
