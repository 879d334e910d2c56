import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { readCorpus } from '../../../ingestor/testing/bad-input/corpus.js';
import { FILE_MAPPINGS } from '../../../ingestor/testing/bad-input/file-doors.js';
import { makeInput } from '../../../ingestor/testing/bad-input/make-input.js';
import type { Random } from '../../../ingestor/testing/bad-input/random.js';
import type { BadRequest } from './requests.js';

const corpora = {
  csv: readCorpus('csv'),
  json: readCorpus('file-json'),
  ndjson: readCorpus('ndjson'),
  xlsx: readCorpus('xlsx'),
} as const;
const ENDINGS = Object.keys(corpora) as readonly (keyof typeof corpora)[];
const NAMES = ['', 'a/b.csv', '%00.csv', 'x'.repeat(300), '..', 'a.exe', '%F0%9F%98%80.xlsx'];
const WAITING = ['waiting', 'running'] as const;
/** How long files that were taken may need to their end, in ms. */
const SETTLE_MS = 300_000;

/** Says how files are to be read, before the first is sent. */
export async function putMappings(url: string, token: string): Promise<void> {
  for (const [at, mapping] of FILE_MAPPINGS.entries()) {
    const response = await fetch(`${url}/api/v1/file-mappings/bad-${at}`, {
      method: 'PUT',
      headers: { authorization: `Token ${token}` },
      // JSON is YAML.
      body: JSON.stringify(mapping),
    });
    if (!response.ok) throw new Error(`a mapping was refused: ${await response.text()}`);
  }
}

/** A file of one of the formats, four times of five only to be looked at: what is taken in is on disk for good. */
export function fileRequest(seed: number, random: Random, headers: Record<string, string>): BadRequest {
  const ending = random.pick(ENDINGS);
  const { bytes } = makeInput(seed, corpora[ending]);
  // Now and then the ending says what the bytes are not.
  const name = random.chance(0.9)
    ? `seed-${seed}.${random.chance(0.95) ? ending : random.pick(ENDINGS)}`
    : random.pick(NAMES);
  const mapping = random.chance(0.97) ? `bad-${random.below(FILE_MAPPINGS.length)}` : 'none';
  return {
    kind: 'http',
    method: 'POST',
    path: `/api/v1/files?name=${name}&mapping=${mapping}${random.chance(0.8) ? '&dry_run=true' : ''}`,
    headers,
    body: bytes,
  };
}

const filesSchema = z.object({
  files: z.array(z.object({ id: z.string(), name: z.string(), state: z.string(), error: z.string().nullable() })),
});

/** Waits for the files that were taken: each comes to an end, and one that failed says why. Returns what does not. */
export async function faultsOfFiles(url: string, token: string): Promise<{ files: number; faults: readonly string[] }> {
  const list = async (state: string) => {
    const response = await fetch(`${url}/api/v1/files?state=${state}&limit=1000`, {
      headers: { authorization: `Token ${token}` },
    });
    return filesSchema.parse(await response.json()).files;
  };
  const untilMs = performance.now() + SETTLE_MS;
  for (;;) {
    const waiting = (await Promise.all(WAITING.map(list))).flat();
    if (waiting.length === 0) break;
    if (performance.now() > untilMs)
      return { files: waiting.length, faults: waiting.map(({ name }) => `the file ${name} comes to no end`) };
    await pause(500);
  }
  const failed = await list('failed');
  const done = await list('done');
  return {
    files: failed.length + done.length,
    faults: failed
      .filter(({ error }) => error === null || error.length < 10 || /\n\s+at |undefined/.test(error))
      .map(({ name, error }) => `the file ${name} failed and says “${error}”`),
  };
}
