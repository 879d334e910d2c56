import { Tensor } from 'onnxruntime-node';
import { openSessions, type Sessions } from '../models/sessions.js';
import { learntLength, stateLength } from './channel-state.js';
import { scoreModel } from './score-graph.js';

/** State of a channel, see `channel-state.ts`. */
export type ChannelState = Float32Array;

/** Readings of one channel that follow its state; all three arrays are as long. */
export interface ChannelSteps {
  readonly state: ChannelState;
  /** Scaled. */
  readonly values: Float32Array;
  /** Steps since the reading before. */
  readonly elapsed: Float32Array;
  /** Place in the season. */
  readonly phases: Float32Array;
}
/** Channels with equal seasons. */
export interface ScoreRequest {
  readonly seasonSteps: number;
  readonly channels: readonly ChannelSteps[];
}
/** One a reading, scaled as the readings are. */
export interface ChannelScores {
  readonly state: ChannelState;
  readonly z: Float32Array;
  readonly cusum: Float32Array;
  readonly expected: Float32Array;
}

export interface Scorer {
  /** One result a channel, in order. Rejects when the runtime fails. */
  score(request: ScoreRequest): Promise<readonly ChannelScores[]>;
  close(): Promise<void>;
}

/** Hands out parts of one array of so many numbers, which another thread is sent in one piece: hundreds of small arrays are copied, and collected, one by one. */
function openRoom(length: number): (part: number) => Float32Array {
  const all = new Float32Array(length);
  let from = 0;
  return (part) => all.subarray(from, (from += part));
}

/** What a request holds, in one array. */
export function packRequest({ seasonSteps, channels }: ScoreRequest): ScoreRequest {
  const lengthOf = ({ state, values }: ChannelSteps): number => state.length + 3 * values.length;
  const room = openRoom(channels.reduce((sum, channel) => sum + lengthOf(channel), 0));
  const moved = (numbers: Float32Array): Float32Array => {
    const part = room(numbers.length);
    part.set(numbers);
    return part;
  };
  return {
    seasonSteps,
    channels: channels.map(({ state, values, elapsed, phases }) => ({
      state: moved(state),
      values: moved(values),
      elapsed: moved(elapsed),
      phases: moved(phases),
    })),
  };
}

/** Scores in the thread that calls it: `session.run` blocks. */
export function openScorer(): Scorer {
  const sessions: Sessions<{ readonly seasonSteps: number }> = openSessions(scoreModel);
  return {
    async score({ seasonSteps, channels }) {
      const width = channels.length;
      if (width === 0) return [];
      const steps = Math.max(...channels.map(({ values }) => values.length));
      const columns = (of: 'values' | 'elapsed' | 'phases', empty: number): Tensor => {
        const data = new Float32Array(steps * width).fill(empty);
        channels.forEach((channel, at) => channel[of].forEach((value, step) => (data[step * width + at] = value)));
        return new Tensor('float32', data, [steps, width]);
      };
      const rows = (from: number, count: number): Tensor => {
        const data = new Float32Array(count * width);
        channels.forEach(({ state }, at) => {
          for (let row = 0; row < count; row += 1) data[row * width + at] = state[from + row] as number;
        });
        return new Tensor('float32', data, [count, width]);
      };
      const learnt = learntLength(seasonSteps);
      const session = await sessions.of({ seasonSteps });
      const results = await session.run({
        values: columns('values', Number.NaN),
        elapsed: columns('elapsed', 1),
        phases: columns('phases', 0),
        state: rows(0, learnt),
        season: rows(learnt, seasonSteps),
      });
      const columnsOf = (name: string): Float32Array => {
        const data = results[name]?.data;
        if (!(data instanceof Float32Array)) throw new Error(`the graph gave no ${name}`);
        return data;
      };
      const [learntOut, seasonOut] = [columnsOf('state_out'), columnsOf('season_out')];
      const [z, cusum, expected] = [columnsOf('z'), columnsOf('cusum'), columnsOf('expected')];
      const room = openRoom(width * (stateLength(seasonSteps) + 3 * steps));
      return channels.map(({ values }, at) => {
        const columnOf = (data: Float32Array, into: Float32Array, from = 0, rows = into.length): Float32Array => {
          for (let row = 0; row < rows; row += 1) into[from + row] = data[row * width + at] as number;
          return into;
        };
        const state = columnOf(learntOut, room(stateLength(seasonSteps)), 0, learnt);
        return {
          state: columnOf(seasonOut, state, learnt, seasonSteps),
          z: columnOf(z, room(values.length)),
          cusum: columnOf(cusum, room(values.length)),
          expected: columnOf(expected, room(values.length)),
        };
      });
    },
    close: () => sessions.close(),
  };
}
