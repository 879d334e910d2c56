import { stat } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type BackupChoice, takeBackup } from '@wellhead/ingestor/backup/take-backup';
import { lockedSpools } from '@wellhead/ingestor/backup/locked-spools';
import { VERSION } from '@wellhead/ingestor/ingestor';
import { dataFolderHolder } from '@wellhead/standalone/data-folder';
import { SECRETS_FILE } from '@wellhead/standalone/secrets';
import type { Call } from '../command.js';
import { wrongUse } from '../failure.js';
import { withEngines } from '../installation/engines.js';
import { failureOf, notReachable, tokenOf } from '../service/service-client.js';
import { ingestUrlOf } from '../settings.js';

/** A backup on its way. `ended` rejects when it broke off; `close` waits until whoever makes it has ended. */
export interface Tar {
  readonly stream: Readable;
  readonly ended: Promise<unknown>;
  close(): Promise<void>;
}

/** From the running service, which owns the files; from the files themselves only where nobody has them open. */
export async function openTar(call: Call, choice: BackupChoice): Promise<Tar> {
  const { settings } = call;
  const dataDir = path.resolve(settings.WELLHEAD_DATA_DIR);
  const isRun = (await dataFolderHolder(dataDir)) !== undefined;
  const hasSpool = await stat(path.join(dataDir, 'ingestor', 'spool')).then(
    () => true,
    () => false,
  );
  if (!isRun && hasSpool && settings.WELLHEAD_INGEST_URL === undefined) {
    const locked = await lockedSpools(path.join(dataDir, 'ingestor', 'spool'));
    if (locked.kind === 'locked') return fromFiles(call, dataDir, locked, choice);
  }
  return fromService(call, choice);
}

async function fromService(call: Call, { archive, secrets }: BackupChoice): Promise<Tar> {
  const base = ingestUrlOf(call.settings);
  const token = await tokenOf(call.settings);
  const url = new URL(`${base}/api/v1/backup?archive=${archive}&secrets=${secrets}`);
  // Not fetch: it gives up when the first byte takes five minutes, which the copy of many readings may.
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(
      url,
      { method: 'POST', headers: token === undefined ? {} : { authorization: `Bearer ${token}` } },
      resolve,
    );
    request.on('error', (error) => reject(notReachable(base, error.message, error)));
    request.end();
  });
  if (response.statusCode !== 200)
    throw failureOf(response.statusCode ?? 0, await text(response), `POST ${base}/api/v1/backup`);
  return { stream: response, ended: Promise.resolve(), close: () => Promise.resolve() };
}

async function fromFiles(
  call: Call,
  dataDir: string,
  spools: Extract<Awaited<ReturnType<typeof lockedSpools>>, { kind: 'locked' }>,
  choice: BackupChoice,
): Promise<Tar> {
  call.complain('No Wellhead runs on this folder: its files are opened here.');
  const secretsFile = path.join(dataDir, SECRETS_FILE);
  const hasSecrets = await stat(secretsFile).then(
    () => true,
    () => false,
  );
  if (choice.secrets && !hasSecrets) throw wrongUse(`--secrets: there are none in ${dataDir}.`);
  const stream = new PassThrough({ highWaterMark: 1024 * 1024 });
  const ended = withEngines(call, dataDir, async ({ stores }) => {
    await takeBackup(
      stream,
      {
        stores,
        spools: () => spools.spools,
        workDir: path.join(dataDir, 'ingestor', 'work'),
        secretsFile: hasSecrets ? secretsFile : undefined,
        version: VERSION,
        clock: Date.now,
      },
      choice,
    );
    stream.end();
  });
  ended.catch((error: Error) => stream.destroy(error));
  return {
    stream,
    ended,
    async close() {
      await ended.catch(() => undefined);
      await spools.release();
    },
  };
}
