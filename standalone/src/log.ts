import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { destination, multistream, pino, type Logger } from 'pino';

/** Everything goes to `logs/wellhead.log` in the data folder; what needs a person goes to the terminal as well. */
export function openLog(dataDir: string): Logger {
  const dir = path.join(dataDir, 'logs');
  mkdirSync(dir, { recursive: true });
  return pino(
    { level: 'debug', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    multistream([
      { level: 'debug', stream: destination({ dest: path.join(dir, 'wellhead.log'), sync: false }) },
      { level: 'error', stream: destination({ dest: 2, sync: true }) },
    ]),
  );
}
