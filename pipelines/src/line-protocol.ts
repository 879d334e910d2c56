/** A reading as a publish step's SELECT gives it. */
export interface PublishedReading {
  readonly asset: string;
  readonly measurement: string;
  readonly field: string;
  readonly timeMs: number;
  readonly value: number;
}

const escapeMeasurement = (text: string): string => text.replace(/[\\, ]/g, '\\$&');
const escapeKey = (text: string): string => text.replace(/[\\,= ]/g, '\\$&');

/** One line of InfluxDB line protocol, time in ms (`precision=ms`). The value is always a float. */
export const lineOf = ({ asset, measurement, field, timeMs, value }: PublishedReading): string =>
  `${escapeMeasurement(measurement)},asset=${escapeKey(asset)} ${escapeKey(field)}=${value} ${timeMs}`;
