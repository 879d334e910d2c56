import { Metadata } from '@grpc/grpc-js';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { signalOf } from './calls.js';

it('lets every query of a call listen for its end, however many they are, without a warning', async () => {
  const warnings: string[] = [];
  const onWarning = ({ message }: Error): number => warnings.push(message);
  process.on('warning', onWarning);
  const call = { metadata: new Metadata(), cancelled: false, once: () => undefined };
  const stop = new AbortController();
  const signal = signalOf(call, { log: pino({ level: 'silent' }), stopping: stop.signal });
  let told = 0;
  for (let query = 0; query < 40; query += 1) signal.addEventListener('abort', () => (told += 1), { once: true });
  // Warnings are told in a later turn.
  await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  process.off('warning', onWarning);
  expect([told, warnings]).toEqual([40, []]);
});
