import { seriesOf } from '@wellhead/contracts';
import { z } from 'zod';

/** Which signals a live channel shows; empty lists mean all, as in a query. */
const liveSelectionSchema = z.object({
  assets: z.array(z.string()).default([]),
  signals: z.array(z.string().regex(/^[^.]+\..+$/, 'expected measurement.field')).default([]),
});
export type LiveSelection = z.infer<typeof liveSelectionSchema>;

const PREFIX = 'readings/';

/** Path of the channel of a selection. Names may hold anything while paths may not, hence base64url of its JSON. */
export const liveChannelPath = (selection: z.input<typeof liveSelectionSchema>): string =>
  PREFIX + Buffer.from(JSON.stringify(selection)).toString('base64url');

/** What stands in base64url behind the prefix; undefined when it is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The selection of a path; undefined when there is no such channel. */
export const liveSelectionOf = (path: string): LiveSelection | undefined =>
  path.startsWith(PREFIX) ? liveSelectionSchema.safeParse(jsonOf(path.slice(PREFIX.length))).data : undefined;

/** One series, by its names. */
const liveSeriesSchema = z
  .tuple([z.string(), z.string(), z.record(z.string(), z.string())])
  .transform(([measurement, field, tags]) => seriesOf(measurement, tags, field, 'float'));
export type LiveSeries = z.infer<typeof liveSeriesSchema>;

const SERIES = /^series\/\d+\/([A-Za-z0-9_-]+)$/;
/** Of a whole channel, `ds/<uid>/<path>`; Grafana refuses longer ones. */
const LONGEST_CHANNEL = 160;

/**
 * The channel by which a frame with one series goes on; undefined where its names are too long for Grafana. The length of the time range is part of it:
 * Grafana keeps what a channel has shown, and would show it again when somebody chooses another range.
 */
export function seriesChannel(
  uid: string,
  { measurement, field, tags }: Pick<LiveSeries, 'measurement' | 'field' | 'tags'>,
  spanMs: number,
): string | undefined {
  const names = Buffer.from(JSON.stringify([measurement, field, tags])).toString('base64url');
  const channel = `ds/${uid}/series/${Math.round(spanMs / 1_000)}/${names}`;
  return channel.length <= LONGEST_CHANNEL ? channel : undefined;
}

/** The series of a path; undefined when there is no such channel. */
export const liveSeriesOf = (path: string): LiveSeries | undefined =>
  liveSeriesSchema.safeParse(jsonOf(SERIES.exec(path)?.[1] ?? '')).data;
