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
      const column = (name: string, at: number, length: number): Float32Array => {
        const data = results[name]?.data;
        if (!(data instanceof Float32Array)) throw new Error(`the graph gave no ${name}`);
        return Float32Array.from({ length }, (_, row) => data[row * width + at] as number);
      };
      return channels.map(({ values }, at) => {
        const state = new Float32Array(stateLength(seasonSteps));
        state.set(column('state_out', at, learnt));
        state.set(column('season_out', at, seasonSteps), learnt);
        const [z, cusum, expected] = ['z', 'cusum', 'expected'].map((name) => column(name, at, values.length)) as [
          Float32Array,
          Float32Array,
          Float32Array,
        ];
        return { state, z, cusum, expected };
      });
    },
    close: () => sessions.close(),
  };
}
