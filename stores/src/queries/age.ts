import type { Frame, FrameNotice, QueryContext, QueryOf } from '@wellhead/contracts';
import { MS_PER_SECOND, signalId } from '@wellhead/contracts';
import { forecastVintages } from '../postgres/forecasts.js';
import { signalCondition, signalParameters } from '../postgres/signal-filter.js';
import { answer, info, numberFrame, NUMBERS } from './frame-parts.js';
import { lastReadings } from './last-readings.js';
import type { QueryStores } from './query-stores.js';
import { signalContext, signalName } from './signal-context.js';
import { readSilence } from './silence.js';

/** When each signal came into the catalogue, ms, by signal id. */
async function cataloguedAt(stores: QueryStores, query: QueryOf<'age'>): Promise<ReadonlyMap<string, number>> {
  const { rows } = await stores.pool.query<{ asset: string; measurement: string; field: string; at: Date }>(
    `select asset, measurement, field, catalogued_at as at from ops.signals s where ${signalCondition('s')}`,
    signalParameters(query),
  );
  return new Map(rows.map((row) => [signalId(row), row.at.getTime()]));
}

/**
 * How old the newest reading, or the newest published forecast, of each catalogued signal is: one number a signal in seconds, labels
 * `asset`, `signal` (and `model` of a forecast). `overdue` subtracts what is allowed, so that > 0 is too old. A signal that never had any counts from when it came
 * into the catalogue: silence is found even where nothing ever spoke.
 */
export async function queryAge(stores: QueryStores, query: QueryOf<'age'>, context: QueryContext): Promise<Frame[]> {
  const [signals, since, overdueAfterMs] = await Promise.all([
    signalContext(stores, query),
    cataloguedAt(stores, query),
    readSilence(stores.pool),
  ]);
  const watched = signals.signals.filter((signal) => query.of === 'reading' || signal.horizonSteps > 0);
  const newest = new Map<string, number>();
  const models = new Map<string, string>();
  if (query.of === 'reading') {
    const readings = await lastReadings(stores.telemetry, watched, context.nowMs);
    for (const [id, found] of readings) newest.set(id, Math.max(...found.map(({ timeMs }) => timeMs)));
  } else {
    const vintages = await forecastVintages(stores.pool, { assets: query.assets, signals: query.signals });
    for (const vintage of vintages) {
      newest.set(signalId(vintage), vintage.issuedAtMs);
      models.set(signalId(vintage), vintage.model);
    }
  }
  const notices: FrameNotice[] = [];
  const frames = watched.map((signal) => {
    const id = signalId(signal);
    const atMs = newest.get(id);
    if (atMs === undefined)
      notices.push(
        info(`${signals.nameOf(signal)}: no ${query.of} yet, its age is counted from when the signal was catalogued.`),
      );
    const ageMs = context.nowMs - (atMs ?? since.get(id) ?? context.nowMs);
    const allowedMs = query.of === 'reading' ? overdueAfterMs(signal) : 2 * signals.scheduleMsOf(signal);
    const model = models.get(id);
    const name = `${signals.nameOf(signal)}: ${query.mode === 'overdue' ? 'overdue' : 'age'}`;
    return numberFrame(
      name,
      (query.mode === 'overdue' ? ageMs - allowedMs : ageMs) / MS_PER_SECOND,
      { asset: signal.asset, signal: signalName(signal), ...(model === undefined ? {} : { model }) },
      { displayNameFromDS: name, unit: 's' },
      { age: { atMs: atMs ?? null, allowedMs } },
    );
  });
  if (watched.length === 0) notices.push(info('No such signal is in the catalogue.'));
  return answer(
    frames,
    NUMBERS,
    notices.length > 5 ? [...notices.slice(0, 4), info(`and ${notices.length - 4} more.`)] : notices,
  );
}
