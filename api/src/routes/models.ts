import {
  acceptedJobSchema,
  gateOf,
  type JudgedModel,
  judgedModelSchema,
  LESSONS,
  lessonSchema,
  MODEL_QUEUE,
  modelStatusSchema,
  modelTransitionSchema,
  ProblemError,
  reproductionSchema,
  TRAINING_EXPIRES_S,
  TRAINING_QUEUE,
  type ModelJobInput,
  type RegisteredModel,
  type TrainingJobInput,
} from '@wellhead/contracts';
import { findReproduction, openModelRegistry, openRuns, type StepOutcome } from '@wellhead/stores';
import { z } from 'zod';
import type { ApiServices } from '../api-options.js';
import { route, type Route } from '../http/route.js';
import { bringModel } from './bring-model.js';
import { acceptedJob } from './jobs.js';

const stepSchema = z.object({
  reason: z.string().min(1).max(1_000).describe('why; kept in the history'),
  by: z.string().min(1).max(200).default('api').describe('who; where the caller is known, that counts'),
});
/** `champion`: of its name, as it is now. */
const withGate = (model: RegisteredModel, champion: RegisteredModel | undefined): JudgedModel => {
  const championNow = model.status === 'champion' ? undefined : (champion?.version ?? null);
  return { ...model, gate: model.backTest ? (gateOf(model.backTest, championNow) ?? null) : 'it has no back-test' };
};

async function judged(services: ApiServices, model: RegisteredModel): Promise<JudgedModel> {
  return withGate(model, await openModelRegistry(services.stores.pool).champion(model.name));
}

function versionOf(params: Readonly<Record<string, string>>): { readonly name: string; readonly version: number } {
  const version = Number(params['version']);
  if (!Number.isInteger(version) || version < 1)
    throw new ProblemError('bad-request', `Version ${params['version']}: expected a whole number from 1.`);
  return { name: params['name'] ?? '', version };
}

async function findModel(services: ApiServices, params: Readonly<Record<string, string>>): Promise<RegisteredModel> {
  const { name, version } = versionOf(params);
  const model = await openModelRegistry(services.stores.pool).get(name, version);
  if (!model) throw new ProblemError('not-found', `There is no model ${name}@${version}: GET /models lists them.`);
  return model;
}

function done(outcome: StepOutcome, what: string): RegisteredModel {
  switch (outcome.kind) {
    case 'done':
      return outcome.model;
    case 'unchanged':
      throw new ProblemError('conflict', `${what} is ${outcome.model.status} already.`);
    case 'overtaken':
      throw new ProblemError(
        'conflict',
        `${what} is ${outcome.model.status}, or another version is champion since you asked: look at GET /models and ask again.`,
      );
    case 'unknown':
      throw new ProblemError('not-found', `There is no model ${what}.`);
    default:
      return outcome satisfies never;
  }
}

/** Model versions: what there is, bringing one, trying it, its way from candidate to champion to retired. */
export const modelRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/models',
    summary: 'Model versions with a file, by name, the newest first',
    role: 'viewer',
    query: z.object({ name: z.string().optional(), status: modelStatusSchema.optional() }),
    answer: z.array(judgedModelSchema),
    handle: async ({ query, services: { stores } }) => {
      const registry = openModelRegistry(stores.pool);
      const champions = new Map((await registry.list({ status: 'champion' })).map((model) => [model.name, model]));
      return (await registry.list(query)).map((model) => withGate(model, champions.get(model.name)));
    },
  }),
  bringModel,
  route({
    method: 'post',
    path: '/models/train',
    summary:
      'Train now, on what is known: candidates are registered, tried on what they have not seen, and promoted when they beat the naive forecast and the champion',
    role: 'editor',
    body: z
      .object({
        lessons: z
          .array(lessonSchema)
          .min(1)
          .default([...LESSONS]),
        seed: z
          .number()
          .int()
          .min(0)
          .max(2 ** 31)
          .default(1),
        by: z.string().max(200).default('api'),
      })
      .prefault({}),
    answer: acceptedJobSchema,
    status: 202,
    headers: ({ job }) => ({ location: `../jobs/${job}` }),
    handle: ({ body: { lessons, seed, by }, request, services: { jobs, userOf } }) => {
      const job: TrainingJobInput = { kind: 'learn', lessons, seed, by: userOf?.(request) ?? by };
      return acceptedJob(jobs, TRAINING_QUEUE, job, { expireSeconds: TRAINING_EXPIRES_S });
    },
  }),
  route({
    method: 'post',
    path: '/models/{name}/{version}/retrain',
    summary: 'Train a version again from its record and compare the weights; registers nothing',
    role: 'editor',
    answer: acceptedJobSchema,
    status: 202,
    headers: ({ job }) => ({ location: `../../../jobs/${job}` }),
    handle: async ({ params, services }) => {
      const { name, version } = await findModel(services, params);
      const job: TrainingJobInput = { kind: 'retrain', name, version };
      return acceptedJob(services.jobs, TRAINING_QUEUE, job, { expireSeconds: TRAINING_EXPIRES_S });
    },
  }),
  route({
    method: 'get',
    path: '/models/{name}/history',
    summary: 'Every step of the versions of a model: who, when and why; the newest first',
    role: 'viewer',
    answer: z.array(modelTransitionSchema),
    handle: async ({ params, services: { stores } }) => [
      ...(await openModelRegistry(stores.pool).history(params['name'] ?? '')),
    ],
  }),
  route({
    method: 'get',
    path: '/models/{name}/{version}',
    summary: 'One version',
    role: 'viewer',
    answer: judgedModelSchema,
    handle: async ({ params, services }) => judged(services, await findModel(services, params)),
  }),
  route({
    method: 'post',
    path: '/models/{name}/{version}/back-test',
    summary: 'Try a brought version now; a candidate that beats the naive forecast and the champion takes its place',
    role: 'editor',
    body: z.object({ promote: z.boolean().default(true), by: z.string().max(200).default('api') }).prefault({}),
    answer: acceptedJobSchema,
    status: 202,
    headers: ({ job }) => ({ location: `../../../jobs/${job}` }),
    handle: async ({ params, body, request, services }) => {
      const { name, version } = await findModel(services, params);
      const by = services.userOf?.(request) ?? body.by;
      const job: ModelJobInput = { kind: 'back-test', name, version, by, promote: body.promote };
      return acceptedJob(services.jobs, MODEL_QUEUE, job);
    },
  }),
  route({
    method: 'post',
    path: '/models/{name}/{version}/promote',
    summary: 'Make a version champion; one that did not pass its back-test only with `despite`',
    role: 'editor',
    body: stepSchema.extend({
      despite: z.boolean().default(false).describe('also when its back-test says no, or there is none'),
    }),
    answer: judgedModelSchema,
    handle: async ({ params, body, request, services }) => {
      const found = await findModel(services, params);
      const champion = await openModelRegistry(services.stores.pool).champion(found.name);
      const model = withGate(found, champion);
      if (model.gate !== null && !body.despite)
        throw new ProblemError('conflict', `${model.name}@${model.version} may not become champion: ${model.gate}.`);
      const reason = model.gate === null ? body.reason : `${body.reason} (although ${model.gate})`;
      const by = services.userOf?.(request) ?? body.by;
      // Of two people who ask at once the second is told, and does not undo what the first did.
      const expected = { status: model.status, champion: champion?.version ?? null };
      const step = { name: model.name, version: model.version, by, reason, expected };
      const outcome = await openModelRegistry(services.stores.pool).promote(step);
      return judged(services, done(outcome, `${step.name}@${step.version}`));
    },
  }),
  route({
    method: 'post',
    path: '/models/{name}/{version}/retire',
    summary: 'Retire a version; it is no longer used',
    role: 'editor',
    body: stepSchema,
    answer: judgedModelSchema,
    handle: async ({ params, body, request, services }) => {
      const step = { ...versionOf(params), by: services.userOf?.(request) ?? body.by, reason: body.reason };
      const outcome = await openModelRegistry(services.stores.pool).retire(step);
      return judged(services, done(outcome, `${step.name}@${step.version}`));
    },
  }),
  route({
    method: 'get',
    path: '/runs/{id}/record',
    summary: 'What it takes to do a forecast run again and get the same numbers',
    role: 'viewer',
    answer: reproductionSchema,
    handle: async ({ params, services: { stores } }) => {
      const record = await findReproduction(stores.pool, params['id'] ?? '');
      if (!record)
        throw new ProblemError('not-found', `The run ${params['id']} keeps no record, or there is no such run.`);
      return record;
    },
  }),
  route({
    method: 'post',
    path: '/runs/{id}/rerun',
    summary: 'Do a forecast run again from its record and compare the numbers; publishes nothing',
    role: 'editor',
    answer: acceptedJobSchema,
    status: 202,
    headers: ({ job }) => ({ location: `../../jobs/${job}` }),
    handle: async ({ params, services: { jobs, stores } }) => {
      const runId = params['id'] ?? '';
      if (!(await openRuns(stores.pool).get(runId)))
        throw new ProblemError('not-found', `There is no run ${runId}: GET /runs?kind=forecast lists them.`);
      const job: ModelJobInput = { kind: 'rerun', runId };
      return acceptedJob(jobs, MODEL_QUEUE, job);
    },
  }),
];
