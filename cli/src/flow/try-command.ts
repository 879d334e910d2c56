import { openRecordTypes } from '@wellhead/ingestor/records/record-types';
import { lastFullDay, type TriedFlow, type TriedStep, tryFlow } from '@wellhead/pipelines';
import { type Command, JSON_OPTION } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, reasonOf, wrongUse } from '../failure.js';
import { withDatabase } from '../installation/database.js';
import { loadPacks } from '../installation/packs.js';
import { readSample } from './read-sample.js';

const TIMEOUT_MS = 60_000;

/** `wellhead flow try`. */
export const tryCommand: Command = {
  name: 'flow try',
  summary: 'Takes a sample through the steps of a flow and shows what would become of it; nothing is written',
  about:
    'Everything happens in one transaction that is rolled back. Rows for pull steps come from --sample, or from the address of the step.',
  arguments: [{ name: 'FLOW', describes: 'name of a flow of the packs' }],
  options: {
    sample: {
      value: 'FILE',
      describes: 'rows for the pull steps: a JSON array, {"rows": […]}, or a JSON object a line',
    },
    from: { value: 'DAY', describes: 'first day, YYYY-MM-DD; the last full day when not given' },
    to: { value: 'DAY', describes: 'last day, in; the first one when not given' },
    ...JSON_OPTION,
  },
  examples: [
    {
      line: 'npx wellhead flow try retail-daily --sample orders.json --from 2026-03-01',
      does: 'shows the rows refused and why, the rows each table would gain, and the first readings that would be sent',
    },
    { line: 'npx wellhead flow try retail-archive --from 2026-03-01 --json', does: 'the same for a script' },
  ],
  async run(call) {
    const name = call.given['FLOW'] ?? '';
    const packs = await loadPacks(call.settings);
    const found = packs.flatMap((pack) => pack.manifest.flows.map((flow) => ({ pack, flow })));
    const one = found.find(({ flow }) => flow.name === name);
    if (one === undefined)
      throw wrongUse(
        `There is no flow “${name}”: there are ${found.map(({ flow }) => flow.name).join(', ') || 'none'}.`,
      );
    const file = call.option('sample');
    const sample = file === undefined ? undefined : await readSample(file);
    const fromDay = call.option('from') ?? lastFullDay(Date.now());
    const range = { fromDay, toDay: call.option('to') ?? fromDay };
    const types = openRecordTypes(
      async (type) => one.pack.manifest.recordTypes.find((known) => known.type === type),
      Date.now,
    );
    const tried = await withDatabase(call.settings, ({ pool }) =>
      tryFlow(pool, {
        ...one,
        range,
        sample,
        faultOf: async (type, row) => (await types.find(type))?.fault(row)?.reason,
        variables: call.settings.WELLHEAD_FLOW_VARIABLES,
        timeoutMs: TIMEOUT_MS,
      }).catch((error: unknown) => {
        throw error instanceof RangeError
          ? wrongUse(error.message)
          : new CommandFailure(reasonOf(error), EXIT.failed, { cause: error });
      }),
    );
    if (call.flag('json')) call.say(JSON.stringify(tried));
    else for (const line of linesOf(tried)) call.say(line);
    const isClean = tried.outcome === 'would-succeed' && tried.steps.every(({ refused }) => refused.length === 0);
    return isClean ? EXIT.ok : EXIT.failed;
  },
};

const MOST_REFUSALS = 20;

function linesOf({ flow, range, outcome, steps }: TriedFlow): string[] {
  const lines = [`${flow} for ${range.fromDay} to ${range.toDay}: nothing was written.`, ''];
  for (const step of steps) lines.push(...stepLines(step));
  const refused = steps.reduce((sum, step) => sum + step.refused.length, 0);
  lines.push(
    outcome === 'would-succeed'
      ? `It would succeed${refused === 0 ? '' : ` without the ${refused} rows that are refused`}. Next: wellhead flow run ${flow}`
      : 'It would fail: mend what is told above and try again.',
  );
  return lines;
}

function stepLines({ step, kind, rows, changes, refused, sample, note }: TriedStep): string[] {
  return [
    `${step} (${kind}): ${note ?? `${rows} rows, ${refused.length} refused`}`,
    ...changes.map(
      ({ table, inserted, updated, deleted }) =>
        `  ${table}: ${inserted} added, ${updated} changed, ${deleted} removed`,
    ),
    ...refused.slice(0, MOST_REFUSALS).map(({ row, reason }) => `  row ${row} refused: ${reason}`),
    ...(refused.length > MOST_REFUSALS ? [`  … and ${refused.length - MOST_REFUSALS} more`] : []),
    ...sample.map((row) => `  ${JSON.stringify(row)}`),
    '',
  ];
}
