import { expect, it } from 'vitest';
import { stateLength } from './channel-state.js';
import { openScorer, packRequest, type ChannelSteps } from './score-readings.js';

const SEASON = 7;

function channel(readings: number, seed: number): ChannelSteps {
  const numbers = (length: number): Float32Array => Float32Array.from({ length }, (_, at) => ((seed + at) % 5) / 5);
  return {
    state: numbers(stateLength(SEASON)),
    values: numbers(readings),
    elapsed: new Float32Array(readings).fill(1),
    phases: Float32Array.from({ length: readings }, (_, at) => at % SEASON),
  };
}

const request = { seasonSteps: SEASON, channels: [channel(16, 1), channel(3, 2), channel(9, 3)] };
const arraysOf = (channels: readonly object[]): readonly Float32Array[] =>
  channels.flatMap((one) => Object.values(one) as Float32Array[]);

it('sends the channels of a request as they are, in one piece', () => {
  const sent = packRequest(request);
  expect(sent).toEqual(request);
  expect(new Set(arraysOf(sent.channels).map(({ buffer }) => buffer)).size).toBe(1);
  // As another thread gets them.
  const got = structuredClone(sent);
  expect(got).toEqual(request);
  expect(new Set(arraysOf(got.channels).map(({ buffer }) => buffer)).size).toBe(1);
});

it('answers each channel as it would alone, and all in one piece', async () => {
  const scorer = openScorer();
  const together = await scorer.score(request);
  for (const [at, one] of request.channels.entries()) {
    const [alone] = await scorer.score({ seasonSteps: SEASON, channels: [one] });
    expect(together[at]?.z).toHaveLength(one.values.length);
    expect(together[at]).toEqual(alone);
  }
  expect(new Set(arraysOf(together).map(({ buffer }) => buffer)).size).toBe(1);
  await scorer.close();
});
