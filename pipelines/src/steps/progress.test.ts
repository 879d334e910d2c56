import { expect, it } from 'vitest';
import { counted, openProgress } from './progress.js';

it('says how far a step is after ten seconds and not before, with what holds then', () => {
  const said: unknown[] = [];
  let nowMs = 0;
  const progress = openProgress({
    clock: () => nowMs,
    log: async (level, message, fields) => void said.push([level, message, fields]),
  });
  for (nowMs = 0; nowMs <= 25_000; nowMs += 1_000) {
    const seconds = nowMs / 1_000;
    progress(() => `${seconds} s`, { seconds });
  }
  expect(said).toEqual([
    ['info', '10 s', { seconds: 10 }],
    ['info', '20 s', { seconds: 20 }],
  ]);
});

it('counts bytes on their way without changing them', async () => {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('one');
    yield Buffer.from('three');
  }
  const passed: number[] = [];
  const texts: string[] = [];
  for await (const piece of counted(pieces(), (bytes) => passed.push(bytes))) texts.push(Buffer.from(piece).toString());
  expect(texts).toEqual(['one', 'three']);
  expect(passed).toEqual([3, 8]);
});
