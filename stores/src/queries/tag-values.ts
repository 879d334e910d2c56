import { nsFromMs, signalId, unitConversion, UNMAPPED } from '@wellhead/contracts';
import { openCatalogue } from '../postgres/catalogue.js';
import { openTagCatalogue } from '../postgres/tags.js';
import type { SeriesReadings } from '../telemetry/store.js';
import type { Stores } from '../stores.js';

const NS_PER_MS = 1_000_000n;
const timeText = (ns: bigint): string => {
  const rest = ((ns % NS_PER_MS) + NS_PER_MS) % NS_PER_MS;
  const text = new Date(Number((ns - rest) / NS_PER_MS)).toISOString();
  return rest === 0n ? text : text.replace('Z', `${String(rest).padStart(6, '0')}Z`);
};
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
/** What a conversion and its way back leave of binary fractions is not shown. */
const plain = (value: number): string => String(Number(value.toPrecision(12)));

/** Values of tags as they came: CSV of time, tag, value, in the unit of the tag; by tag, then by time. */
export async function tagValues(
  { pool, telemetry }: Pick<Stores, 'pool' | 'telemetry'>,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  signal?: AbortSignal,
): Promise<string> {
  const units = new Map((await openCatalogue(pool).signals()).map((one) => [signalId(one), one.unit]));
  const read = (measurement: string, field?: string, asset?: string): Promise<readonly SeriesReadings[]> =>
    telemetry.read(
      {
        selector: {
          measurement,
          ...(field === undefined ? {} : { field }),
          ...(asset === undefined ? {} : { tags: { asset: [asset] } }),
        },
        fromNs: nsFromMs(fromMs),
        toNs: nsFromMs(toMs),
        shape: { kind: 'raw' },
      },
      signal,
    );
  const lines = ['time,tag,value\r\n'];
  const write = (tag: string, series: SeriesReadings, convert: (value: number) => string): void => {
    series.timeNs.forEach((ns, at) => {
      const value = series.values[at] as number | bigint | boolean | string;
      const text = typeof value === 'number' ? convert(value) : quoted(String(value));
      lines.push(`${timeText(ns)},${quoted(tag)},${text}\r\n`);
    });
  };
  for (const { tag, asset, measurement, field, unit } of await openTagCatalogue(pool).list()) {
    const own = units.get(signalId({ asset, measurement, field })) ?? '';
    const back = unit === '' ? undefined : unitConversion(own, unit);
    const convert = back ? (value: number): string => plain(value * back.scale + back.offset) : String;
    for (const series of await read(measurement, field, asset)) write(tag, series, convert);
  }
  for (const series of await read(UNMAPPED.measurement)) write(series.series.field, series, String);
  return lines.join('');
}
