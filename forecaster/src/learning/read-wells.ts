import { MS_PER_DAY, nsFromMs, signalId, type FailureWatch, type RecordType } from '@wellhead/contracts';
import { openCatalogue, recordedFailures, type Stores } from '@wellhead/stores';
import type { RuledWell } from '../failure/plain-rule.js';
import { openFingerprint } from '../run/fingerprint.js';

export interface Wells {
  /** By name. */
  readonly wells: readonly RuledWell[];
  /** Start of day 0, UTC. */
  readonly firstDayMs: number;
  readonly days: number;
  /** Of readings and failures. */
  readonly dataSha256: string;
}

const dayOf = (ms: number): number => Math.floor(ms / MS_PER_DAY);
const NS_PER_DAY = nsFromMs(MS_PER_DAY);

/** Daily means and failures of every machine that a watch knows readings of, of whole days: `fromMs` in, `untilMs` out. */
export async function readWells(
  watch: FailureWatch,
  recordType: RecordType,
  { pool, telemetry }: Pick<Stores, 'pool' | 'telemetry'>,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): Promise<Wells> {
  const firstDay = dayOf(fromMs);
  const days = dayOf(untilMs) - firstDay;
  const means = new Map<string, Record<string, Float64Array>>();
  for (const name of watch.signals) {
    const [measurement = '', field = ''] = name.split('.');
    const found = await telemetry.read({
      selector: { measurement, field },
      fromNs: nsFromMs(firstDay * MS_PER_DAY),
      toNs: nsFromMs((firstDay + days) * MS_PER_DAY),
      shape: { kind: 'windows', everyNs: NS_PER_DAY, aggregate: 'mean' },
    });
    for (const { series, timeNs, values } of found) {
      const asset = series.tags['asset'];
      if (asset === undefined) continue;
      const own = means.get(asset) ?? {};
      const daily = (own[name] ??= new Float64Array(days).fill(Number.NaN));
      timeNs.forEach((time, at) => (daily[Number(time / NS_PER_DAY) - firstDay] = Number(values[at])));
      means.set(asset, own);
    }
  }
  const failures = await recordedFailures(pool, recordType, watch, untilMs);
  const limits = await openCatalogue(pool).limits();
  const wells = [...means]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, signals]): RuledWell => {
      const starts = Object.values(signals).map((values) => values.findIndex((value) => !Number.isNaN(value)));
      const own = failures.filter(({ asset, failedMs }) => asset === id && dayOf(failedMs) >= firstDay);
      return {
        id,
        signals,
        startsOnDay: Math.max(0, Math.min(...starts)),
        failures: own.map(({ failedMs, runsAgainMs }) => ({
          failedOnDay: dayOf(failedMs) - firstDay,
          runsAgainOnDay: runsAgainMs === null ? days : Math.min(days, Math.ceil(runsAgainMs / MS_PER_DAY) - firstDay),
        })),
        limits: Object.fromEntries(
          watch.signals
            .map((name) => {
              const [measurement = '', field = ''] = name.split('.');
              const set = limits.filter((limit) => signalId(limit) === signalId({ asset: id, measurement, field }));
              const low = set.find(({ kind }) => kind === 'low')?.value;
              const high = set.find(({ kind }) => kind === 'high')?.value;
              return [name, low === undefined && high === undefined ? undefined : { low, high }] as const;
            })
            .filter(
              (entry): entry is readonly [string, { low: number | undefined; high: number | undefined }] =>
                entry[1] !== undefined,
            ),
        ),
      };
    });
  const data = openFingerprint();
  for (const { id, signals, failures: own } of wells) {
    data.text(`${id} ${JSON.stringify(own)}`);
    for (const name of watch.signals) data.numbers(signals[name] ?? new Float64Array());
  }
  return { wells, firstDayMs: firstDay * MS_PER_DAY, days, dataSha256: data.hex() };
}
