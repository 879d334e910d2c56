import type { Decomposition, Frame, FrameNotice, QueryContext, QueryOf } from '@wellhead/contracts';
import { DECOMPOSITION_PARTS } from '@wellhead/contracts';
import { latestDecompositions } from '../postgres/decompositions.js';
import { answer, info, nsColumn, SERIES, timeField } from './frame-parts.js';
import type { QueryStores } from './query-stores.js';
import { type SignalContext, signalContext, signalName } from './signal-context.js';

/**
 * Trend, season and remainder of each selected signal as its published model sees them, within the time range: a frame each, labels
 * `asset`, `signal`, `part`. `meta.custom.decomposition` names the model and the vintage.
 */
export async function queryDecomposition(
  stores: QueryStores,
  query: QueryOf<'decomposition'>,
  context: QueryContext,
): Promise<Frame[]> {
  const [signals, decompositions] = await Promise.all([
    signalContext(stores, query),
    latestDecompositions(stores.pool, query),
  ]);
  const wanted = DECOMPOSITION_PARTS.filter((part) => query.parts.length === 0 || query.parts.includes(part));
  const frames = decompositions.flatMap((one) => framesOf(one, wanted, signals, context));
  const notices: FrameNotice[] = [];
  if (decompositions.length === 0)
    notices.push(info('No history was decomposed yet for these signals: it comes with their next forecast.'));
  else if (frames.length === 0) notices.push(info('The decomposed history lies outside of this time range.'));
  return answer(frames, SERIES, notices);
}

function framesOf(
  one: Decomposition,
  parts: readonly (typeof DECOMPOSITION_PARTS)[number][],
  signals: SignalContext,
  { fromMs, toMs }: QueryContext,
): Frame[] {
  const signal = signals.signal(one.asset, one.measurement, one.field);
  if (signal === undefined) return [];
  const timeOf = (step: number): number => one.cutoffMs - (one.trend.length - 1 - step) * one.stepMs;
  const steps = one.trend.flatMap((_, step) => (timeOf(step) >= fromMs && timeOf(step) < toMs ? [step] : []));
  if (steps.length === 0) return [];
  const timeNs = nsColumn(steps.map(timeOf));
  const dataLabel = signals.dataLabelOf(signal);
  const { model, issuedAtMs } = one;
  return parts.map((part) => ({
    name: `${signals.nameOf(signal)} ${part}`,
    meta: {
      ...SERIES,
      custom: { decomposition: { model, issuedAtMs }, ...(dataLabel === undefined ? {} : { dataLabel }) },
    },
    fields: [
      timeField(timeNs),
      {
        name: 'value',
        type: 'number' as const,
        values: steps.map((step) => one[part][step] ?? null),
        labels: { asset: one.asset, signal: signalName(one), part },
        config: {
          displayNameFromDS: `${signals.nameOf(signal)} ${part}`,
          ...(signal.unit === '' ? {} : { unit: signal.unit }),
          interval: one.stepMs,
        },
      },
    ],
  }));
}
