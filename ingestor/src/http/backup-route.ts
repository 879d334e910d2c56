import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { ProblemError } from '@wellhead/contracts';
import express from 'express';
import type { Logger } from 'pino';
import { type BackupParts, takeBackup } from '../backup/take-backup.js';
import { requireScope } from './sender.js';
import type { TokenGate } from './tokens.js';

const CHOICES = ['archive', 'secrets'];

/**
 * `POST /api/v1/backup?archive=true&secrets=true`: one consistent cut as a tar, streamed while writes go on. Its last entry is the manifest;
 * an answer that breaks off has none, and is no backup. One at a time, scope manage.
 */
export function createBackupRoute(
  parts: BackupParts & { readonly gate: TokenGate; readonly log: Logger },
): express.Router {
  const router = express.Router();
  const { gate, log, clock } = parts;
  let isRunning = false;
  router.post('/api/v1/backup', async (request, response) => {
    const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
    await requireScope(gate, request, query, 'manage');
    const choice = { archive: flagOf(query, 'archive'), secrets: flagOf(query, 'secrets') };
    if (choice.secrets && parts.secretsFile === undefined)
      throw new ProblemError(
        'bad-request',
        'Query secrets: this service keeps no secrets of its own; save its .env yourself.',
      );
    if (isRunning) throw new ProblemError('conflict', 'A backup is being taken: wait for its end, then ask again.');
    isRunning = true;
    const startedMs = clock();
    const tar = new PassThrough({ highWaterMark: 1024 * 1024 });
    try {
      response.status(200).type('application/x-tar');
      const sent = pipeline(tar, response);
      // Told by takeBackup's own failure to write; alone it would be an unhandled rejection.
      sent.catch(() => undefined);
      const manifest = await takeBackup(tar, parts, choice);
      tar.end();
      await sent;
      const bytes = manifest.entries.reduce((sum, entry) => sum + entry.bytes, 0);
      log.info({ cut: manifest.cut, bytes, durationMs: clock() - startedMs }, 'backup taken');
    } catch (error) {
      tar.destroy();
      throw error;
    } finally {
      isRunning = false;
    }
  });
  return router;
}

function flagOf(query: URLSearchParams, name: string): boolean {
  const unknown = [...query.keys()].find((key) => !CHOICES.includes(key) && key !== 'u' && key !== 'p');
  if (unknown !== undefined)
    throw new ProblemError('bad-request', `Query ${unknown}: not known here, expected ${CHOICES.join(' or ')}.`);
  const given = query.get(name) ?? 'false';
  if (given !== 'true' && given !== 'false')
    throw new ProblemError('bad-request', `Query ${name}: found ${given.slice(0, 50)}, expected true or false.`);
  return given === 'true';
}
