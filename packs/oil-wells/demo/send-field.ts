import { type FieldKafka, isOverKafka } from './field-kafka.js';
import { FIRST_RATE_MS, MS_PER_DAY, rateDay } from './field.js';
import { sendLines, sendRows, type Target } from './post.js';
import { pumpHistory } from './pump-history.js';
import { sendDocuments } from './send-documents.js';
import { sendDynamograms } from './send-dynamograms.js';
import { rateLines, telemetryLines } from './telemetry-lines.js';
import { wellRecords } from './well-records.js';

/** What a first start feeds: ten minutes apart, and a day apart. */
const TELEMETRY_DAYS = 13;
const RATE_DAYS = 160;
const RECORD_DAYS = 90;

/** Up to when each kind is known already, in ms; undefined: nothing is. */
export interface Known {
  readonly pumpsMs: number | undefined;
  readonly telemetryMs: number | undefined;
  readonly ratesMs: number | undefined;
  readonly cardsMs: number | undefined;
}

/** When the pumps of the demo were hung in: the same day for two hundred days, so that rows are the same at every start. */
const installedMs = (nowMs: number): number => (Math.floor(nowMs / (200 * MS_PER_DAY)) - 1) * 200 * MS_PER_DAY;

/** The first day that rates of a first start are of. */
export const firstRateMs = (nowMs: number): number => (rateDay(nowMs) - RATE_DAYS) * MS_PER_DAY + FIRST_RATE_MS;

/** Sends what gauges, crews, laboratory and office have of the time that is not known yet, up to `nowMs`. */
export async function sendField(
  target: Target,
  {
    nowMs,
    known,
    originMs,
    kafka,
  }: {
    readonly nowMs: number;
    readonly known: Known;
    readonly originMs: number;
    /** Where laboratory and journal send to once their history is in. */
    readonly kafka?: FieldKafka | undefined;
  },
  note: (progress: string) => void = () => undefined,
): Promise<void> {
  const daysAgo = (days: number): number => nowMs - days * MS_PER_DAY;
  note('dynamograms');
  await sendDynamograms(target, { fromMs: known.cardsMs ?? 0, toMs: nowMs, originMs });
  note('records of wells');
  const pumps = pumpHistory({ untilMs: nowMs, sinceMs: known.pumpsMs });
  await sendRows(target, 'maintenance_records', pumps.repairs);
  const recordsFromMs = known.ratesMs === undefined ? daysAgo(RECORD_DAYS) : known.ratesMs - 2 * MS_PER_DAY;
  const records = wellRecords(Math.min(recordsFromMs, nowMs), nowMs, installedMs(nowMs));
  for (const [type, rows] of Object.entries(records))
    if (kafka !== undefined && known.ratesMs !== undefined && isOverKafka(type)) await kafka.sendRecords(type, rows);
    else await sendRows(target, type, rows);
  if (known.ratesMs === undefined) await sendDocuments(target, new Date(installedMs(nowMs)).toISOString());
  note('rates and telemetry of wells');
  await sendLines(target, pumps.lines);
  await sendLines(target, rateLines(known.ratesMs ?? firstRateMs(nowMs), nowMs, pumps));
  await sendLines(target, telemetryLines(known.telemetryMs ?? daysAgo(TELEMETRY_DAYS), nowMs));
}
