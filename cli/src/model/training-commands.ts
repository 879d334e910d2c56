import { LESSONS, lessonSchema } from '@wellhead/contracts';
import { z } from 'zod';
import { type Command, JSON_OPTION } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, wrongUse } from '../failure.js';
import { openServiceClient } from '../service/service-client.js';
import { MODEL_ARGUMENT, pathOf } from './model-call.js';
import { acceptedSchema, ended } from '../service/wait-for-job.js';

const trainedSchema = z.object({
  runId: z.string(),
  ends: z.array(z.object({ lesson: z.string(), isChampion: z.boolean().optional(), reason: z.string().optional() })),
});
const retrainedSchema = z.object({ kind: z.string(), reasons: z.array(z.string()).optional() });

export const train: Command = {
  name: 'model train',
  summary: 'Trains now, on what is known: what beats the naive forecast and the champion takes its place',
  options: {
    lessons: { value: 'NAMES', describes: `what to learn, with commas: ${LESSONS.join(',')}; default: all` },
    seed: { value: 'NUMBER', describes: 'of the first weights and the order of examples; default 1' },
    ...JSON_OPTION,
  },
  examples: [{ line: 'npx wellhead model train', does: 'one line a model: champion now, or why not' }],
  async run(call) {
    const lessons = call.option('lessons')?.split(',');
    const known = z.array(lessonSchema).min(1).optional().safeParse(lessons);
    if (!known.success) throw wrongUse(`--lessons: found “${lessons?.join(',')}”, expected ${LESSONS.join(', ')}.`);
    const given = call.option('seed');
    const seed = given === undefined ? undefined : Number(given);
    if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0))
      throw wrongUse(`--seed: found “${given}”, expected a whole number from 0.`);
    const service = await openServiceClient(call.settings);
    const body = {
      by: 'wellhead',
      ...(known.data ? { lessons: known.data } : {}),
      ...(seed === undefined ? {} : { seed }),
    };
    const job = await service.send('POST', '/api/v1/models/train', acceptedSchema, body);
    const trained = trainedSchema.parse(await ended(service, job));
    if (call.flag('json')) call.say(JSON.stringify(trained));
    else {
      for (const { lesson, isChampion, reason } of trained.ends)
        call.say(
          isChampion === true && reason === undefined
            ? `${lesson} is champion now.`
            : `${lesson}: ${reason ?? 'done'}.`,
        );
      call.say(`Next: wellhead model list; the run is ${trained.runId}.`);
    }
    return EXIT.ok;
  },
};

export const retrain: Command = {
  name: 'model retrain',
  summary: 'Trains a version again from its record and compares the weights; registers nothing',
  arguments: [MODEL_ARGUMENT],
  options: JSON_OPTION,
  examples: [{ line: 'npx wellhead model retrain mlp-1d-s7-h28@1', does: 'identical, or what is no longer as it was' }],
  async run(call) {
    const service = await openServiceClient(call.settings);
    const job = await service.send('POST', `${pathOf(call)}/retrain`, acceptedSchema);
    const outcome = retrainedSchema.parse(await ended(service, job));
    if (call.flag('json')) call.say(JSON.stringify(outcome));
    else if (outcome.kind === 'identical') call.say('The weights are identical to the last bit.');
    else if (outcome.kind === 'different') {
      call.say('The weights are others:');
      for (const reason of outcome.reasons ?? []) call.say(`  ${reason}`);
    } else throw new CommandFailure(`${call.given['MODEL']} keeps no record to be trained again by.`);
    return outcome.kind === 'identical' ? EXIT.ok : EXIT.failed;
  },
};
