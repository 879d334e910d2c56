import { dateTimeFormat, formattedValueToString, getValueFormat } from '@grafana/data';

/** How times and numbers are told on pages. */

/** A time as Grafana writes it, in the time zone of the browser. */
export const timeText = (ms: number): string => dateTimeFormat(ms, { format: 'YYYY-MM-DD HH:mm' });

/** Most decimals that a person wants to see. */
const MOST_DECIMALS = 3;

/** A value in its unit, not rounded as Grafana rounds axes: a limit of 127.5 °C is not 128 °C. */
export const valueText = (value: number, unit: string): string => {
  const [, decimals = ''] = String(value).split('.');
  return formattedValueToString(
    getValueFormat(unit === '' ? 'none' : unit)(value, Math.min(decimals.length, MOST_DECIMALS)),
  );
};

/** How long something took or lasted, in its largest unit. */
export const durationText = (ms: number): string => formattedValueToString(getValueFormat('ms')(Math.round(ms)));

/** How many there are: “1 run”, “2 runs”. */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
