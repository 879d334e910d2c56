import { migrateDown, type MigrationState, migrateUp, migrationStatus } from '@wellhead/stores';
import { type Command, JSON_OPTION } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, reasonOf, wrongUse } from '../failure.js';
import { withDatabase } from '../installation/database.js';
import { loadPacks } from '../installation/packs.js';
import { requireNoneRuns } from '../installation/none-runs.js';
import { tableOf } from '../table.js';

const failed = (error: unknown): never => {
  throw new CommandFailure(reasonOf(error), EXIT.failed, { cause: error });
};

const migrateStatus: Command = {
  name: 'migrate status',
  summary: 'Lists the migrations of the database: applied, and still to come',
  options: JSON_OPTION,
  examples: [
    { line: 'npx wellhead migrate status', does: 'a table, the oldest first' },
    {
      line: `npx wellhead migrate status --json | jq '.[] | select(.appliedAt == null)'`,
      does: 'only those still to come',
    },
  ],
  async run(call) {
    const packs = await loadPacks(call.settings);
    const states = await withDatabase(call.settings, ({ pool }) => migrationStatus(pool, packs));
    if (call.flag('json')) call.say(JSON.stringify(states.map(jsonOf)));
    else {
      call.say(tableOf([['Migration', 'Applied'], ...states.map(rowOf)]));
      const waiting = states.filter(({ appliedAt }) => appliedAt === undefined).length;
      call.say(waiting === 0 ? '\nAll are applied.' : `\n${waiting} to come. Next: wellhead migrate up`);
    }
    return EXIT.ok;
  },
};

const jsonOf = ({ name, appliedAt }: MigrationState) => ({ name, appliedAt: appliedAt?.toISOString() ?? null });
const rowOf = ({ name, appliedAt }: MigrationState): string[] => [name, appliedAt?.toISOString() ?? 'to come'];

const migrateUpCommand: Command = {
  name: 'migrate up',
  summary: 'Applies the migrations that are still to come, each in its transaction',
  about: 'Every start of a service does the same; this is for those who want it done before.',
  options: JSON_OPTION,
  examples: [{ line: 'npx wellhead migrate up', does: 'says which ones were applied' }],
  async run(call) {
    const packs = await loadPacks(call.settings);
    const names = await withDatabase(call.settings, ({ pool }) => migrateUp(pool, packs).catch(failed));
    if (call.flag('json')) call.say(JSON.stringify(names));
    else call.say(names.length === 0 ? 'Nothing to do: all are applied.' : `Applied: ${names.join(', ')}`);
    return EXIT.ok;
  },
};

const migrateDownCommand: Command = {
  name: 'migrate down',
  summary: 'Takes the newest migrations back, the last applied first',
  about:
    'What a migration made is lost with what it holds: make a backup before. No Wellhead may run, since it would work on tables that are gone.',
  options: {
    steps: { value: 'COUNT', describes: 'how many; 1 when not given' },
    yes: { describes: 'go on without being asked back; needed' },
    ...JSON_OPTION,
  },
  examples: [
    { line: 'npx wellhead migrate down --yes', does: 'takes one migration back' },
    { line: 'npx wellhead migrate down --steps 3 --yes', does: 'takes three back' },
  ],
  async run(call) {
    const steps = Number(call.option('steps') ?? 1);
    if (!Number.isInteger(steps) || steps < 1)
      throw wrongUse(`--steps: found “${call.option('steps')}”, expected a whole number from 1 on.`);
    if (!call.flag('yes'))
      throw wrongUse(
        `Taking ${steps === 1 ? 'a migration' : `${steps} migrations`} back loses what it holds: make a backup (wellhead backup DIR) and say --yes.`,
      );
    await requireNoneRuns(call.settings, 'migrate down');
    const names = await withDatabase(call.settings, ({ pool }) => migrateDown(pool, steps).catch(failed));
    if (call.flag('json')) call.say(JSON.stringify(names));
    else call.say(names.length === 0 ? 'Nothing to do: none is applied.' : `Taken back: ${names.join(', ')}`);
    return EXIT.ok;
  },
};

export const MIGRATE_COMMANDS: readonly Command[] = [migrateStatus, migrateUpCommand, migrateDownCommand];
