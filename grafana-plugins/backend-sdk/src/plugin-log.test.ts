import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { openPluginLog } from './plugin-log.js';

it('writes lines that go-plugin reads: level, message and a time with six digits below the second', () => {
  const lines: string[] = [];
  const stream = new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(line.toString());
      done();
    },
  });
  const log = openPluginLog({ clock: () => 1_700_000_000_123, stream });
  log.debug('not told');
  log.info({ points: 3 }, 'batch stored');
  log.fatal('store lost');
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    { '@level': 'info', '@timestamp': '2023-11-14T22:13:20.123000Z', points: 3, '@message': 'batch stored' },
    { '@level': 'error', '@timestamp': '2023-11-14T22:13:20.123000Z', '@message': 'store lost' },
  ]);
});
