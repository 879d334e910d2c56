import { dateTimeForTimeZone, dateTimeFormat } from '@grafana/data';
import type { AxisTick, Plot } from './plot.js';
import { timeTicks, valueTicks, type Scale, type TimeTickFormat } from './scales.js';

const FORMATS: Record<TimeTickFormat, string> = {
  second: 'HH:mm:ss',
  minute: 'HH:mm',
  day: 'MM/DD',
  month: 'YYYY-MM',
  year: 'YYYY',
};
const PIXELS_PER_VALUE_TICK = 45;
const PIXELS_PER_TIME_TICK = 95;
const CHARACTER_PIXELS = 7;

/** Ticks with their texts, and the room the value axis needs at the left. */
export function axesOf(
  scales: { readonly x: Scale; readonly y: Scale },
  plot: Plot,
  formatValue: (value: number) => string,
  timeZone: string,
): { value: readonly AxisTick[]; time: readonly AxisTick[]; left: number } {
  const value = valueTicks(scales.y.domain, plot.height / PIXELS_PER_VALUE_TICK).map((each) => ({
    at: scales.y.at(each),
    text: formatValue(each),
  }));
  const offsetAt = (ms: number): number => dateTimeForTimeZone(timeZone, ms).utcOffset();
  const ticks = timeTicks(scales.x.domain, plot.width / PIXELS_PER_TIME_TICK, offsetAt);
  const time = ticks.atMs.map((ms) => {
    const midnight = ticks.format === 'minute' && dateTimeFormat(ms, { timeZone, format: 'HH:mm' }) === '00:00';
    return {
      at: scales.x.at(ms),
      text: dateTimeFormat(ms, { timeZone, format: FORMATS[midnight ? 'day' : ticks.format] }),
    };
  });
  const longest = Math.max(3, ...value.map(({ text }) => text.length));
  return { value, time, left: 16 + longest * CHARACTER_PIXELS };
}
