import { expect, it } from 'vitest';
import { onnxFile } from '../brought/testing/onnx-files.js';
import { openSessions } from './sessions.js';

it('makes one session a shape, also when two ask at once, and tries one that could not be made again', async () => {
  const made: string[] = [];
  let isBroken = true;
  const sessions = openSessions(({ steps }: { readonly steps: number }) => {
    made.push(String(steps));
    return steps === 9 && isBroken ? new Uint8Array(3) : onnxFile();
  });
  const [first, second] = await Promise.all([sessions.of({ steps: 7 }), sessions.of({ steps: 7 })]);
  expect(second).toBe(first);
  expect(await sessions.of({ steps: 7 })).toBe(first);
  expect(await sessions.of({ steps: 8 })).not.toBe(first);
  await expect(sessions.of({ steps: 9 })).rejects.toThrow(/./);
  isBroken = false;
  await sessions.of({ steps: 9 });
  expect(made).toEqual(['7', '8', '9', '9']);
  await sessions.close();
});
