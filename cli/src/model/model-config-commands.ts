import { readFile } from 'node:fs/promises';
import { keptModelConfigSchema, modelConfigSchema } from '@wellhead/contracts';
import { z } from 'zod';
import { type Call, type Command, JSON_OPTION } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { reasonOf, wrongUse } from '../failure.js';
import { openServiceClient } from '../service/service-client.js';
import { tableOf } from '../table.js';
import { timeText } from '../times.js';

const keptSchema = keptModelConfigSchema.extend({ matches: z.number() });
const NAME = { name: 'NAME', describes: 'name of the configuration' };
const REASON = { reason: { value: 'TEXT', describes: 'why; kept with the version' } };

const list: Command = {
  name: 'model-config list',
  summary: 'Lists how signals are to be forecast, where it is not as their pack says',
  options: JSON_OPTION,
  examples: [{ line: 'npx wellhead model-config list --json', does: 'the documents in full' }],
  async run(call) {
    const configs = await (await openServiceClient(call.settings)).get('/api/v1/model-configs', z.array(keptSchema));
    if (call.flag('json')) call.say(JSON.stringify(configs));
    else if (configs.length === 0) call.say('There are none. Next: wellhead model-config set NAME FILE');
    else
      call.say(
        tableOf([
          ['Name', 'Version', 'Signals', 'Changed', 'By', 'Reason'],
          ...configs.map(({ name, version, matches, changedAtMs, changedBy, reason }) => [
            name,
            String(version),
            String(matches),
            timeText(changedAtMs),
            changedBy,
            reason,
          ]),
        ]),
      );
    return EXIT.ok;
  },
};

const set: Command = {
  name: 'model-config set',
  summary: 'Writes a version of a configuration: signals, horizon, levels, models, drivers, priority',
  about: 'The next run follows it. Every version is kept: wellhead model-config history.',
  arguments: [NAME, { name: 'FILE', describes: 'the document, JSON' }],
  options: {
    ...REASON,
    'based-on': {
      value: 'VERSION',
      describes: 'the version that was changed, 0 = there was none: refused where somebody has written another since',
    },
  },
  examples: [
    {
      line: "npx wellhead model-config set pumps pumps.json --reason 'two days are enough'",
      does: 'tells how many signals it is for',
    },
  ],
  async run(call) {
    const file = call.given['FILE'] ?? '';
    let given: unknown;
    try {
      given = JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
      throw wrongUse(`${file} cannot be read as JSON: ${reasonOf(error)}.`);
    }
    const parsed = modelConfigSchema.safeParse(given);
    if (!parsed.success)
      throw wrongUse(
        `${file} is no model configuration:${parsed.error.issues.map(({ path, message }) => `\n  ${path.join('.') || 'document'}: ${message}`).join('')}`,
      );
    const service = await openServiceClient(call.settings);
    const { name, version, matches } = await service.send(
      'PUT',
      `/api/v1/model-configs/${encodeURIComponent(call.given['NAME'] ?? '')}`,
      keptSchema,
      { document: parsed.data, reason: call.option('reason') ?? '', by: 'wellhead', basedOn: basedOnOf(call) },
    );
    call.say(
      `${name}@${version} is for ${matches} signals. Next: POST /api/v1/forecasts/run, or wait for the schedule.`,
    );
    return EXIT.ok;
  },
};

function basedOnOf(call: Call): number | undefined {
  const given = call.option('based-on');
  if (given === undefined) return undefined;
  if (!/^\d{1,9}$/.test(given)) throw wrongUse(`--based-on: found “${given}”, expected a version such as 3, or 0.`);
  return Number(given);
}

const history: Command = {
  name: 'model-config history',
  summary: 'Shows every version of a configuration, the newest first, one JSON document a line',
  arguments: [NAME],
  examples: [{ line: 'npx wellhead model-config history pumps', does: 'who changed it, when and why' }],
  async run(call) {
    const name = encodeURIComponent(call.given['NAME'] ?? '');
    const service = await openServiceClient(call.settings);
    for (const version of await service.get(`/api/v1/model-configs/${name}/history`, z.array(keptModelConfigSchema)))
      call.say(JSON.stringify(version));
    return EXIT.ok;
  },
};

const remove: Command = {
  name: 'model-config remove',
  summary: 'Removes a configuration: its signals are forecast as their pack says; the versions stay',
  arguments: [NAME],
  options: REASON,
  examples: [{ line: 'npx wellhead model-config remove pumps', does: 'ends it with the next run' }],
  async run(call) {
    const name = call.given['NAME'] ?? '';
    const query = new URLSearchParams({ reason: call.option('reason') ?? '' });
    const service = await openServiceClient(call.settings);
    await service.send('DELETE', `/api/v1/model-configs/${encodeURIComponent(name)}?${query}`, z.unknown());
    call.say(`Removed ${name}.`);
    return EXIT.ok;
  },
};

export const MODEL_CONFIG_COMMANDS: readonly Command[] = [list, set, history, remove];
