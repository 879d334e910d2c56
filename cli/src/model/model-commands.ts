import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { MOST_MODEL_BYTES, modelManifestSchema, registeredModelSchema, uploadOutcomeSchema } from '@wellhead/contracts';
import { z } from 'zod';
import { type Command, JSON_OPTION } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, reasonOf, wrongUse } from '../failure.js';
import { failureOf, openServiceClient } from '../service/service-client.js';
import { MODEL_ARGUMENT, pathOf } from './model-call.js';
import { acceptedSchema, ended } from '../service/wait-for-job.js';
import { retrain, train } from './training-commands.js';
import { tableOf } from '../table.js';
import { timeText } from '../times.js';

const modelSchema = registeredModelSchema.extend({ gate: z.string().nullable() });
const testedSchema = z.object({ isChampion: z.boolean(), reason: z.string().optional(), runId: z.string() });
const rerunSchema = z.looseObject({
  kind: z.string(),
  forecasts: z.number().optional(),
  reasons: z.array(z.string()).optional(),
});

const list: Command = {
  name: 'model list',
  summary: 'Lists the models that have a file: candidates, champions, retired ones',
  options: JSON_OPTION,
  examples: [{ line: 'npx wellhead model list', does: 'a table by name, the newest version first' }],
  async run(call) {
    const models = await (await openServiceClient(call.settings)).get('/api/v1/models', z.array(modelSchema));
    if (call.flag('json')) call.say(JSON.stringify(models));
    else if (models.length === 0) call.say('There are none. Next: wellhead model upload FILE --manifest FILE');
    else
      call.say(
        tableOf([
          ['Model', 'Kind', 'Status', 'Error', 'Naive', 'Champion’s', 'Made', 'By'],
          ...models.map(({ name, version, kind, status, backTest, createdAtMs, createdBy }) => [
            `${name}@${version}`,
            kind,
            status,
            figure(backTest?.error),
            figure(backTest?.naiveError),
            figure(backTest?.incumbentError),
            timeText(createdAtMs),
            createdBy,
          ]),
        ]),
      );
    return EXIT.ok;
  },
};

const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(Number(value.toPrecision(4)));

const upload: Command = {
  name: 'model upload',
  summary: 'Brings an ONNX file: it is inspected, run once in a process apart, and registered as a candidate',
  about: 'It becomes champion when it beats the naive forecast and the champion of its name: wellhead model back-test.',
  arguments: [{ name: 'FILE', describes: 'the .onnx file, at most 32 MB' }],
  options: {
    manifest: { value: 'FILE', describes: 'JSON that says what it is: kind, inputs, ranges, result' },
    ...JSON_OPTION,
  },
  examples: [
    {
      line: 'npx wellhead model upload octane.onnx --manifest octane.json',
      does: 'registers octane@1, or says why not',
    },
  ],
  async run(call) {
    const file = call.given['FILE'] ?? '';
    const manifestFile = call.option('manifest');
    if (manifestFile === undefined) throw wrongUse('--manifest is missing: the JSON file that says what the model is.');
    const { size } = await stat(file).catch((cause: unknown) => {
      throw wrongUse(`${file} cannot be read: ${reasonOf(cause)}.`);
    });
    if (size > MOST_MODEL_BYTES)
      throw wrongUse(
        `${file} has ${Math.ceil(size / 1024 / 1024)} MB, ${MOST_MODEL_BYTES / 1024 / 1024} MB are taken.`,
      );
    const manifest = await readManifest(manifestFile);
    const form = new FormData();
    form.set('manifest', JSON.stringify(manifest));
    form.set('model', new Blob([new Uint8Array(await readFile(file))]), path.basename(file));
    const service = await openServiceClient(call.settings);
    const response = await service.raw('/api/v1/models', { method: 'POST', body: form });
    const text = await response.text();
    if (!response.ok) throw failureOf(response.status, text, 'POST /api/v1/models');
    const outcome = uploadOutcomeSchema.parse(JSON.parse(text));
    if (call.flag('json')) call.say(JSON.stringify(outcome));
    else if (outcome.kind === 'registered') {
      const id = `${outcome.name}@${outcome.version}`;
      for (const note of outcome.notes) call.say(`Note: ${note}.`);
      call.say(`Registered ${id} (${outcome.status}). Next: wellhead model back-test ${id}`);
    }
    return EXIT.ok;
  },
};

async function readManifest(file: string): Promise<object> {
  let given: unknown;
  try {
    given = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw wrongUse(`${file} cannot be read as JSON: ${reasonOf(error)}.`);
  }
  const parsed = modelManifestSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `\n  ${issue.path.join('.') || 'manifest'}: ${issue.message}`);
  throw wrongUse(`${file} is no manifest:${faults.join('')}`);
}

const backTest: Command = {
  name: 'model back-test',
  summary: 'Tries a version on past data now, and makes it champion when it beats the naive forecast and the champion',
  arguments: [MODEL_ARGUMENT],
  options: { 'no-promote': { describes: 'only try it' }, ...JSON_OPTION },
  examples: [{ line: 'npx wellhead model back-test octane@1', does: 'tells whether it is champion now, or why not' }],
  async run(call) {
    const service = await openServiceClient(call.settings);
    const body = { promote: !call.flag('no-promote') };
    const job = await service.send('POST', `${pathOf(call)}/back-test`, acceptedSchema, body);
    const tested = testedSchema.parse(await ended(service, job));
    if (call.flag('json')) call.say(JSON.stringify(tested));
    else if (tested.isChampion && tested.reason === undefined) call.say(`${call.given['MODEL']} is champion now.`);
    else
      call.say(`${call.given['MODEL']} ${tested.isChampion ? 'stays champion' : 'is not champion'}: ${tested.reason}.`);
    return EXIT.ok;
  },
};

const step = (verb: 'promote' | 'retire', summary: string, past: string): Command => ({
  name: `model ${verb}`,
  summary,
  arguments: [MODEL_ARGUMENT],
  options: {
    reason: { value: 'TEXT', describes: 'why; kept in the history' },
    ...(verb === 'promote' ? { despite: { describes: 'also when its back-test says no, or there is none' } } : {}),
  },
  examples: [{ line: `npx wellhead model ${verb} octane@1 --reason 'agreed with the laboratory'`, does: `${past} it` }],
  async run(call) {
    const reason = call.option('reason');
    if (reason === undefined) throw wrongUse('--reason is missing: the history says why.');
    const service = await openServiceClient(call.settings);
    const body = { reason, by: 'wellhead', ...(call.flag('despite') ? { despite: true } : {}) };
    const { name, version, status } = await service.send('POST', `${pathOf(call)}/${verb}`, modelSchema, body);
    call.say(`${name}@${version} is ${status} now.`);
    return EXIT.ok;
  },
});

const rerun: Command = {
  name: 'model rerun',
  summary: 'Does a forecast run again from its record and compares the numbers; publishes nothing',
  arguments: [{ name: 'RUN', describes: 'id of the run, as GET /api/v1/runs lists them' }],
  options: JSON_OPTION,
  examples: [
    {
      line: 'npx wellhead model rerun 6f1c2a34-0000-4000-8000-000000000000',
      does: 'identical, or what is no longer as it was',
    },
  ],
  async run(call) {
    const service = await openServiceClient(call.settings);
    const run = call.given['RUN'] ?? '';
    const job = await service.send('POST', `/api/v1/runs/${encodeURIComponent(run)}/rerun`, acceptedSchema);
    const outcome = rerunSchema.parse(await ended(service, job));
    if (call.flag('json')) call.say(JSON.stringify(outcome));
    else if (outcome.kind === 'identical') call.say(`${outcome.forecasts} forecasts are identical to the last digit.`);
    else if (outcome.kind === 'different') {
      call.say('The numbers are others:');
      for (const reason of outcome.reasons ?? []) call.say(`  ${reason}`);
    } else
      throw new CommandFailure(
        outcome.kind === 'unknown' ? `There is no run ${run}.` : `The run ${run} keeps no record.`,
      );
    return outcome.kind === 'identical' ? EXIT.ok : EXIT.failed;
  },
};

export const MODEL_COMMANDS: readonly Command[] = [
  list,
  upload,
  backTest,
  step('promote', 'Makes a version champion by hand; the one before is retired', 'promotes'),
  step('retire', 'Retires a version: it is no longer used', 'retires'),
  train,
  retrain,
  rerun,
];
