import { createServer } from 'node:net';
import path from 'node:path';
import type { Logger } from 'pino';
import { keep, readKept } from './files.js';

/** True when nothing listens on this loopback port; 0 asks for any free one. Resolves to the port, or undefined when busy. */
async function probe(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

/** The port of this data folder: the one asked for, else the one it had before, else a free one that it keeps from now on. */
export async function choosePort(dataDir: string, asked: number | undefined, log: Logger): Promise<number> {
  const file = path.join(dataDir, 'port');
  if (asked !== undefined) {
    if ((await probe(asked)) === undefined)
      throw new Error(`Port ${asked} for the embedded Postgres is busy: free it or ask for another one.`);
    await keep(file, String(asked));
    return asked;
  }
  const kept = Number((await readKept(file)) ?? 0);
  if (kept > 0) {
    if ((await probe(kept)) !== undefined) return kept;
    log.warn({ port: kept }, 'postgres port taken by another program');
  }
  const free = await probe(0);
  if (free === undefined) throw new Error('No free loopback port for the embedded Postgres.');
  await keep(file, String(free));
  return free;
}
