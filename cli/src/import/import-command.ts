import { open, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type Call, type Command, JSON_OPTION } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { CommandFailure, wrongUse } from '../failure.js';
import { secondsOf } from '../seconds.js';
import { failureOf, openServiceClient, type ServiceClient } from '../service/service-client.js';
import { ingestUrlOf } from '../settings.js';
import { PROGRESS_MS, upload } from './upload.js';

const fileSchema = z.looseObject({
  id: z.string(),
  state: z.string(),
  bytes: z.number(),
  bytesRead: z.number(),
  rowsRead: z.number(),
  rowsStored: z.number(),
  rowsRefused: z.number(),
  error: z.string().nullish(),
});
type FileState = z.infer<typeof fileSchema>;
const errorsSchema = z.object({ errors: z.array(z.looseObject({ row: z.number().optional(), reason: z.string() })) });

/** `wellhead import`. */
export const importCommand: Command = {
  name: 'import',
  summary: 'Sends a file (CSV, XLSX, JSON, NDJSON) through the ingestor and waits until its rows are in',
  about:
    'A mapping says which columns are readings or records. The file is kept in the raw archive; a row that is refused is told with its reason and can be mended and sent again. The same file again changes nothing.',
  arguments: [{ name: 'FILE', describes: 'the file to send, of any size' }],
  options: {
    mapping: { value: 'NAME', describes: 'a mapping that the service has; needed, unless --mapping-file is given' },
    'mapping-file': {
      value: 'YAML',
      describes: 'a mapping in a file: kept under its file name, or --mapping, then used',
    },
    'dry-run': { describes: 'show the first rows as they would be stored; nothing is written' },
    'bad-rows': { value: 'FILE', describes: 'write the refused rows there, with a column that says why' },
    timeout: { value: 'SECONDS', describes: 'how long to wait for its end; 3600 when not given' },
    ...JSON_OPTION,
  },
  examples: [
    { line: 'npx wellhead import lab.xlsx --mapping lab-results --dry-run', does: 'what its first rows would become' },
    {
      line: 'npx wellhead import lab.xlsx --mapping lab-results --bad-rows bad.csv',
      does: 'takes it in; what to mend is in bad.csv',
    },
    { line: 'npx wellhead import wells.csv --mapping-file wells.yaml', does: 'keeps the mapping first' },
  ],
  async run(call) {
    const file = path.resolve(call.given['FILE'] ?? '');
    const timeoutMs = secondsOf(call.option('timeout') ?? '3600') * 1_000;
    const { size } = await stat(file).catch((error: Error) => {
      throw wrongUse(`${file} cannot be read: ${error.message}.`);
    });
    await (
      await open(file, 'r').catch((error: Error) =>
        Promise.reject(wrongUse(`${file} cannot be read: ${error.message}.`)),
      )
    ).close();
    const service = await openServiceClient(call.settings, ingestUrlOf(call.settings));
    const mapping = await mappingOf(call, service);
    const query = new URLSearchParams({ name: path.basename(file), mapping, dry_run: String(call.flag('dry-run')) });
    const answer = await upload(call, file, size, `/api/v1/files?${query}`);
    if (call.flag('dry-run')) {
      call.say(call.flag('json') ? JSON.stringify(answer) : JSON.stringify(answer, undefined, 2));
      return EXIT.ok;
    }
    const ended = await untilEnded(call, service, fileSchema.parse(answer), timeoutMs);
    return tell(call, service, ended);
  },
};

async function mappingOf(call: Call, service: ServiceClient): Promise<string> {
  const file = call.option('mapping-file');
  const name = call.option('mapping') ?? (file === undefined ? undefined : path.basename(file).replace(/\.ya?ml$/, ''));
  if (name === undefined)
    throw wrongUse(
      '--mapping is missing: name one (GET /api/v1/file-mappings lists them), or give one with --mapping-file.',
    );
  if (file === undefined) return name;
  const yaml = await readFile(file, 'utf8').catch((error: Error) => {
    throw wrongUse(`The mapping ${file} cannot be read: ${error.message}.`);
  });
  const response = await service.raw(`/api/v1/file-mappings/${encodeURIComponent(name)}`, {
    method: 'PUT',
    body: yaml,
    headers: { 'content-type': 'application/yaml' },
  });
  if (!response.ok)
    throw failureOf(response.status, await response.text(), `PUT ${service.url}/api/v1/file-mappings/${name}`);
  await response.arrayBuffer();
  return name;
}

async function untilEnded(call: Call, service: ServiceClient, first: FileState, timeoutMs: number): Promise<FileState> {
  const endMs = performance.now() + timeoutMs;
  let file = first;
  let toldMs = performance.now();
  for (let pauseMs = 100; file.state !== 'done' && file.state !== 'failed'; pauseMs = Math.min(2_000, pauseMs * 1.5)) {
    if (performance.now() > endMs)
      throw new CommandFailure(
        `The file is kept but not all in after ${timeoutMs / 1_000} s; it goes on. GET /api/v1/files/${file.id} tells how far it is.`,
      );
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    file = await service.get(`/api/v1/files/${file.id}`, fileSchema);
    if (performance.now() - toldMs > PROGRESS_MS) {
      toldMs = performance.now();
      call.complain(
        `${Math.floor((100 * file.bytesRead) / Math.max(1, file.bytes))} % read, ${file.rowsStored} rows stored …`,
      );
    }
  }
  return file;
}

const MOST_ERRORS = 20;

async function tell(call: Call, service: ServiceClient, file: FileState): Promise<ExitCode> {
  const target = call.option('bad-rows');
  if (target !== undefined && file.rowsRefused > 0) {
    const response = await service.raw(`/api/v1/files/${file.id}/bad-rows`);
    if (!response.ok) throw failureOf(response.status, await response.text(), 'GET bad-rows');
    await writeFile(target, Buffer.from(await response.arrayBuffer()));
  }
  if (call.flag('json')) call.say(JSON.stringify(file));
  else {
    call.say(`${file.rowsRead} rows read, ${file.rowsStored} stored, ${file.rowsRefused} refused.`);
    if (file.rowsRefused > 0) {
      const { errors } = await service.get(`/api/v1/files/${file.id}/errors?limit=${MOST_ERRORS}`, errorsSchema);
      for (const { row, reason } of errors) call.say(`  ${row === undefined ? '' : `row ${row}: `}${reason}`);
      call.say(
        target === undefined
          ? `Mend them: GET /api/v1/files/${file.id}/bad-rows has all, with the reasons.`
          : `Mend ${target} and import it again.`,
      );
    }
  }
  if (file.state === 'failed') throw new CommandFailure(`The file failed: ${file.error ?? 'no reason was kept'}`);
  return file.rowsRefused > 0 ? EXIT.failed : EXIT.ok;
}
