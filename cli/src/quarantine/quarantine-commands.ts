import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { QUARANTINE_STATES } from '@wellhead/stores';
import { z } from 'zod';
import type { Call, Command, CommandOption } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, wrongUse } from '../failure.js';
import { runJob, WAIT_OPTIONS } from '../replay/replay-command.js';
import { openServiceClient, type ServiceClient } from '../service/service-client.js';
import { tableOf } from '../table.js';
import { timeMsOf, timeText } from '../times.js';

const rowSchema = z.looseObject({
  id: z.number(),
  receivedAtMs: z.number(),
  source: z.string(),
  refusedBy: z.string(),
  reason: z.string(),
  raw: z.string(),
  place: z.record(z.string(), z.union([z.string(), z.number()])),
  state: z.string(),
  corrected: z.string().nullable().optional(),
  lastReason: z.string().nullable().optional(),
});
type Row = z.infer<typeof rowSchema>;

const JSON_OPTION = { json: { describes: 'one JSON value on stdout, for scripts' } };

/** Which rows: the same words for a list and for a replay. */
const CONDITIONS: Readonly<Record<string, CommandOption>> = {
  source: { value: 'NAME', describes: 'who sent it' },
  'refused-by': { value: 'NAME', describes: 'parser, field-types, record-schema, check hard-range, store duckdb …' },
  reason: { value: 'TEXT', describes: 'text within the reason' },
  asset: { value: 'NAME', describes: 'value of the tag asset' },
  from: { value: 'TIME', describes: 'received at or after this time' },
  to: { value: 'TIME', describes: 'received before this time' },
};

/** The conditions that were given, as the API names them. */
function conditionsOf(call: Call): Record<string, string | number> {
  const given: Record<string, string | number> = {};
  for (const [option, name] of [
    ['source', 'source'],
    ['refused-by', 'refusedBy'],
    ['reason', 'reason'],
    ['asset', 'asset'],
  ] as const) {
    const value = call.option(option);
    if (value !== undefined) given[name] = value;
  }
  for (const [option, name] of [
    ['from', 'fromMs'],
    ['to', 'toMs'],
  ] as const) {
    const value = call.option(option);
    if (value !== undefined) given[name] = timeMsOf(option, value);
  }
  return given;
}

function idOf(text: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1)
    throw wrongUse(`ID: found “${text}”, expected the number of a row, as quarantine list shows it.`);
  return id;
}

const rowOf = (service: ServiceClient, id: number): Promise<Row> => service.get(`/api/v1/quarantine/${id}`, rowSchema);

const list: Command = {
  name: 'quarantine list',
  summary: 'Lists refused input with its reason, the newest first',
  options: {
    ...CONDITIONS,
    state: { value: 'STATE', describes: `${QUARANTINE_STATES.join(', ')}; all when not given` },
    limit: { value: 'COUNT', describes: 'at most so many; 50 when not given' },
    ...JSON_OPTION,
  },
  examples: [
    { line: 'npx wellhead quarantine list --state open', does: 'what waits for a person' },
    {
      line: 'npx wellhead quarantine list --source line-7 --reason "not a number" --json',
      does: 'some rows, for a script',
    },
  ],
  async run(call) {
    const limit = Number(call.option('limit') ?? 50);
    if (!Number.isInteger(limit) || limit < 1)
      throw wrongUse(`--limit: found “${call.option('limit')}”, expected a whole number from 1 on.`);
    const query = new URLSearchParams({ limit: String(limit) });
    for (const [name, value] of Object.entries(conditionsOf(call))) query.set(name, String(value));
    const state = call.option('state');
    if (state !== undefined) query.set('state', state);
    const service = await openServiceClient(call.settings);
    const rows = await service.get(`/api/v1/quarantine?${query}`, z.array(rowSchema));
    if (call.flag('json')) call.say(JSON.stringify(rows));
    else if (rows.length === 0) call.say('Nothing of the kind is in quarantine.');
    else {
      call.say(
        tableOf([
          ['Id', 'Received', 'Source', 'State', 'Reason', 'Input'],
          ...rows.map(({ id, receivedAtMs, source, state: now, reason, raw }) => [
            String(id),
            timeText(receivedAtMs),
            source,
            now,
            short(reason, 60),
            short(raw, 60),
          ]),
        ]),
      );
      call.say(`\nNext: wellhead quarantine show ${rows[0]?.id}`);
    }
    return EXIT.ok;
  },
};

const short = (text: string, length: number): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};

const show: Command = {
  name: 'quarantine show',
  summary: 'Shows one refused row: what came, where, why it was refused, what became of it',
  arguments: [{ name: 'ID', describes: 'its number, as quarantine list shows it' }],
  options: JSON_OPTION,
  examples: [{ line: 'npx wellhead quarantine show 42', does: 'all that is known of it' }],
  async run(call) {
    const row = await rowOf(await openServiceClient(call.settings), idOf(call.given['ID'] ?? ''));
    if (call.flag('json')) call.say(JSON.stringify(row));
    else for (const line of linesOf(row)) call.say(line);
    return EXIT.ok;
  },
};

function linesOf(row: Row): string[] {
  const { id, receivedAtMs, source, refusedBy, reason, raw, place, state, corrected, lastReason } = row;
  const where = Object.entries(place).map(([name, value]) => `${name} ${value}`);
  return [
    `Row ${id} (${state}), received ${timeText(receivedAtMs)} from ${source}`,
    `Refused by ${refusedBy}${where.length > 0 ? `, ${where.join(', ')}` : ''}: ${reason}`,
    ...(lastReason ? [`Refused again: ${lastReason}`] : []),
    '',
    raw,
    ...(corrected ? ['', 'As it was corrected:', corrected] : []),
    '',
    state === 'open'
      ? `Next: wellhead quarantine edit ${id}, then wellhead quarantine replay ${id}`
      : `It is ${state}.`,
  ];
}

const edit: Command = {
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

const replay: Command = {
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

export const QUARANTINE_COMMANDS: readonly Command[] = [list, show, edit, replay];
