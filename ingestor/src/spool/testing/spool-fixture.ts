import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import type { SpoolFiles } from '../plain-files.js';
import { openSpoolReader } from '../reader.js';
import { type AppendOutcome, openSpool, type Spool } from '../spool.js';

const HEADER = {
  kind: 'lines',
  source: 'test',
  token: 't',
  receivedAtMs: 0,
  precision: 'ns',
  received: 1,
  accepted: 1,
} as const;
const log = pino({ level: 'silent' });

export const append = (spool: Spool, text: string): Promise<AppendOutcome> => spool.append(HEADER, Buffer.from(text));

/** Sequence and body of every record after one. */
export async function readAll(spool: Spool, after = 0, maxBytes = 1 << 20): Promise<[number, string][]> {
  const reader = openSpoolReader(spool, after, log);
  const found: [number, string][] = [];
  for (;;) {
    const records = await reader.next(maxBytes);
    if (records.length === 0) break;
    for (const { sequence, body } of records) found.push([sequence, body.toString()]);
  }
  await reader.close();
  return found;
}

/** A folder a test, where spools are opened; what is still open is closed and the folder removed behind it. */
export function useSpoolFolder(): {
  dir(): string;
  open(options?: Partial<Parameters<typeof openSpool>[0]>): Promise<Spool>;
} {
  let dir = '';
  const opened: Spool[] = [];
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wellhead-spool-'));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((spool) => spool.close()));
    await rm(dir, { recursive: true, force: true });
  });
  return {
    dir: () => dir,
    async open(options = {}) {
      const spool = await openSpool({ dir, ...options });
      opened.push(spool);
      return spool;
    },
  };
}

/** The files as they are: what a test takes apart to let something go wrong. */
export const plain: SpoolFiles = {
  async write(handle, buffers, position) {
    await handle.write(Buffer.concat(buffers), 0, undefined, position);
  },
  sync: (handle) => handle.datasync(),
};
