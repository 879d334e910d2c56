import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { Call, Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, wrongUse } from '../failure.js';
import { runJob, WAIT_OPTIONS } from '../replay/replay-command.js';
import { openServiceClient } from '../service/service-client.js';
import { CONDITIONS, conditionsOf, idOf, rowOf } from './refused-rows.js';

export const edit: Command = {
  name: 'quarantine edit',
  summary: 'Corrects a refused row; what came stays beside it',
  about: 'Without --text it opens the editor of VISUAL or EDITOR. Replay lets the corrected row in.',
  arguments: [{ name: 'ID', describes: 'its number, as quarantine list shows it' }],
  options: { text: { value: 'TEXT', describes: 'the line, point or row as it should be' } },
  examples: [
    { line: 'npx wellhead quarantine edit 42', does: 'opens it in your editor' },
    {
      line: "npx wellhead quarantine edit 42 --text 'esp,asset=well-7 temperature=71.5 1700000000000000000'",
      does: 'for a script',
    },
  ],
  async run(call) {
    const id = idOf(call.given['ID'] ?? '');
    const service = await openServiceClient(call.settings);
    const row = await rowOf(service, id);
    const corrected = call.option('text') ?? (await edited(call, row.corrected ?? row.raw));
    if (corrected === (row.corrected ?? row.raw)) {
      call.say('Nothing was changed.');
      return EXIT.ok;
    }
    await service.send('PUT', `/api/v1/quarantine/${id}`, z.unknown(), { corrected, by: 'wellhead quarantine edit' });
    call.say(`Corrected. Next: wellhead quarantine replay ${id}`);
    return EXIT.ok;
  },
};

async function edited({ environment }: Call, text: string): Promise<string> {
  const editor = environment['VISUAL'] ?? environment['EDITOR'];
  if (editor === undefined || editor === '')
    throw wrongUse('There is no editor: set VISUAL or EDITOR, or give the row with --text.');
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-row-'));
  const file = path.join(dir, 'row.txt');
  try {
    await writeFile(file, text, { mode: 0o600 });
    const [program = '', ...words] = editor.split(' ').filter((word) => word !== '');
    const { status, error } = spawnSync(program, [...words, file], { stdio: 'inherit' });
    if (status !== 0)
      throw new CommandFailure(
        `The editor ${editor} ended with ${error?.message ?? `code ${status}`}: nothing was changed.`,
      );
    const now = await readFile(file, 'utf8');
    // Editors end a file with a line feed that was not in the row.
    return now.endsWith('\n') && !text.endsWith('\n') ? now.slice(0, -1) : now;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export const replay: Command = {
  name: 'quarantine replay',
  summary: 'Lets refused rows in again, as corrected, with the time at which they were received',
  arguments: [{ name: 'ID', describes: 'one row; without it all open ones that fit the conditions', optional: true }],
  options: { ...CONDITIONS, all: { describes: 'every open row, when no condition is given' }, ...WAIT_OPTIONS },
  examples: [
    { line: 'npx wellhead quarantine replay 42', does: 'one row' },
    {
      line: 'npx wellhead quarantine replay --refused-by field-types --from 2026-03-01',
      does: 'many, after the cause was mended',
    },
    { line: 'npx wellhead quarantine replay --all', does: 'all that is open' },
  ],
  async run(call) {
    const id = call.given['ID'];
    const conditions = conditionsOf(call);
    if (id === undefined && Object.keys(conditions).length === 0 && !call.flag('all'))
      throw wrongUse('Say which rows: an ID, conditions, or --all. See wellhead quarantine replay --help.');
    const body = id === undefined ? conditions : { ...conditions, ids: [idOf(id)] };
    return runJob(call, '/api/v1/quarantine/replays', body, 'The replay of refused rows');
  },
};
