import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { receiveFile } from './receive-file.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const requestOf = (stream: PassThrough): IncomingMessage =>
  Object.assign(stream, { headers: {} }) as unknown as IncomingMessage;

it('takes an upload that lasts for hours, as long as something comes', async () => {
  const sender = new PassThrough();
  sender.write('a'.repeat(600));
  const { bytes } = await receiveFile(requestOf(sender), 10_000);
  const received = buffer(bytes);
  for (let minute = 0; minute < 120; minute++) {
    sender.write('b');
    await vi.advanceTimersByTimeAsync(59_000);
  }
  sender.end();
  expect((await received).length).toBe(720);
});

it('gives up an upload that rests', async () => {
  const sender = new PassThrough();
  sender.write('a'.repeat(600));
  const { bytes } = await receiveFile(requestOf(sender), 10_000);
  const received = expect(buffer(bytes)).rejects.toThrow('nothing came for 60 s');
  await vi.advanceTimersByTimeAsync(61_000);
  await received;
});
