import { QUARANTINE_STATES } from '@wellhead/contracts';
import { QUARANTINE_GROUPS } from '@wellhead/stores';
import { z } from 'zod';
import { type Command, JSON_OPTION } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { wrongUse } from '../failure.js';
import { openServiceClient } from '../service/service-client.js';
import { tableOf } from '../table.js';
import { timeText } from '../times.js';
import { CONDITIONS, conditionsOf, idOf, type Row, rowOf, rowSchema } from './refused-rows.js';

const STATE_OPTION = { state: { value: 'STATE', describes: `${QUARANTINE_STATES.join(', ')}; all when not given` } };

export const list: Command = {
  name: 'quarantine list',
  summary: 'Lists refused input with its reason, the newest first',
  options: {
    ...CONDITIONS,
    ...STATE_OPTION,
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

const countSchema = z.array(
  z.looseObject({ value: z.string(), rows: z.number(), covers: z.number(), lastMs: z.number(), newestId: z.number() }),
);

export const count: Command = {
  name: 'quarantine count',
  summary: 'Counts refused input by reason, the most first',
  options: {
    ...CONDITIONS,
    ...STATE_OPTION,
    by: { value: 'WHAT', describes: `${QUARANTINE_GROUPS.join(', ')}; reason when not given` },
    ...JSON_OPTION,
  },
  examples: [
    { line: 'npx wellhead quarantine count --state open', does: 'what is to be mended first' },
    { line: 'npx wellhead quarantine count --by source --from 2026-03-01', does: 'who sends what cannot be taken' },
  ],
  async run(call) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(conditionsOf(call))) query.set(name, String(value));
    for (const name of ['state', 'by']) {
      const value = call.option(name);
      if (value !== undefined) query.set(name, value);
    }
    const service = await openServiceClient(call.settings);
    const counts = await service.get(`/api/v1/quarantine/counts?${query}`, countSchema);
    if (call.flag('json')) call.say(JSON.stringify(counts));
    else if (counts.length === 0) call.say('Nothing of the kind is in quarantine.');
    else {
      call.say(
        tableOf([
          ['Rows', 'Stand for', 'Last received', 'Newest', call.option('by') ?? 'reason'],
          ...counts.map(({ value, rows, covers, lastMs, newestId }) => [
            String(rows),
            String(covers),
            timeText(lastMs),
            String(newestId),
            short(value, 90),
          ]),
        ]),
      );
      call.say(`\nNext: wellhead quarantine show ${counts[0]?.newestId}`);
    }
    return EXIT.ok;
  },
};

const short = (text: string, length: number): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};

export const show: Command = {
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
