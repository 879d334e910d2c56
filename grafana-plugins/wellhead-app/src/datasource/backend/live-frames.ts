import type { Frame, Query, QueryContext } from '@wellhead/contracts';
import { seriesChannel } from './live-channel.js';

/** Each is a subscription of every browser that looks, and a packet to it for every reading. */
const MOST_CHANNELS = 40;
/** A range that ends earlier is one of the past. */
const MOST_AGO_MS = 60_000;
/** Where the next reading is the next point; a mean or a sum of what is not over yet is none. */
const GOES_ON: readonly string[] = ['raw', 'envelope', 'last', 'newest'];

/** The series of a frame that holds one, of numbers, and nothing beside. */
function seriesOfFrame({ fields: [, value, ...beside] }: Frame) {
  const { signal, ...tags } = value?.labels ?? {};
  if (value === undefined || signal === undefined || beside.length > 0) return undefined;
  if (value.type === 'string' || value.type === 'boolean') return undefined;
  const dot = signal.indexOf('.');
  return { measurement: signal.slice(0, dot), field: signal.slice(dot + 1), tags };
}

/** The answer of a query that wants to go on (`live`): each frame names the channel of Grafana Live that brings what comes next. */
export function liveFrames(
  frames: readonly Frame[],
  query: Query,
  { fromMs, toMs, nowMs, fromAlert }: QueryContext,
  uid: string | undefined,
): readonly Frame[] {
  if (query.queryType !== 'telemetry' || query.live !== true || uid === undefined || fromAlert) return frames;
  if (toMs < nowMs - MOST_AGO_MS || !GOES_ON.includes(query.aggregate)) return frames;
  return frames.map((frame, at) => {
    const series = at < MOST_CHANNELS ? seriesOfFrame(frame) : undefined;
    const channel = series && seriesChannel(uid, series, toMs - fromMs);
    return channel === undefined ? frame : { ...frame, meta: { ...frame.meta, channel } };
  });
}
