import {
  isTooDeep,
  MAX_JSON_DEPTH,
  MODEL_QUEUE,
  modelManifestSchema,
  MOST_MODEL_BYTES,
  ProblemError,
  uploadOutcomeSchema,
  type ModelJobInput,
  type ModelManifest,
} from '@wellhead/contracts';
import { keepUpload } from '@wellhead/stores';
import type { Request } from 'express';
import { atMost } from '../http/at-most.js';
import { parseInput } from '../http/parse.js';
import { readForm } from '../http/read-upload.js';
import { route } from '../http/route.js';

/** How long an upload waits for its decision; it goes on after that. */
const DECISION_TIMEOUT_MS = 90_000;

/** Each holds its file some four times while it is taken: about 130 MB. */
const inTurn = atMost(3, 'models are taken');

/** The manifest and the file of a form. */
async function readUpload(request: Request): Promise<{ readonly manifest: ModelManifest; readonly bytes: Uint8Array }> {
  const form = await readForm(request, MOST_MODEL_BYTES);
  const [text, file] = [form.get('manifest'), form.get('model')];
  if (text === null || file === null || typeof file === 'string')
    throw new ProblemError('bad-request', 'The form needs the fields manifest (JSON) and model (the ONNX file).');
  if (file.size > MOST_MODEL_BYTES)
    throw new ProblemError(
      'too-large',
      `The file is larger than the ${MOST_MODEL_BYTES / 1024 / 1024} MB that are taken.`,
    );
  const manifestText = typeof text === 'string' ? text : await text.text();
  if (isTooDeep(Buffer.from(manifestText)))
    throw new ProblemError('bad-request', `The manifest is nested deeper than ${MAX_JSON_DEPTH} levels.`);
  let given: unknown;
  try {
    given = JSON.parse(manifestText);
  } catch (cause) {
    throw new ProblemError('bad-request', 'The manifest is no JSON.', { cause });
  }
  return {
    manifest: parseInput(modelManifestSchema, given, 'manifest'),
    bytes: new Uint8Array(await file.arrayBuffer()),
  };
}

/** Takes a file, has the forecaster try it, and answers with what it found. */
export const bringModel = route({
  method: 'post',
  path: '/models',
  summary:
    'Bring an ONNX file: multipart/form-data with manifest (JSON) and model (the file); it is inspected, run once apart, and registered as a candidate',
  role: 'editor',
  answer: uploadOutcomeSchema,
  status: 201,
  handle: async ({ request, services: { stores, jobs, userOf } }) => {
    const id = await inTurn(async () => {
      const upload = await readUpload(request);
      return keepUpload(stores.pool, { ...upload, by: userOf?.(request) ?? 'api' });
    });
    const job: ModelJobInput = { kind: 'check', upload: id };
    const end = await jobs.sendAndWait(MODEL_QUEUE, job, { timeoutMs: DECISION_TIMEOUT_MS });
    if (end.kind !== 'completed')
      throw new ProblemError(
        'store-unavailable',
        end.kind === 'failed'
          ? `The model could not be tried: ${end.reason}`
          : `The model is kept as upload ${id}, but no forecaster has decided on it yet: see that one runs, and bring it again.`,
      );
    const outcome = uploadOutcomeSchema.parse(end.output);
    if (outcome.kind === 'refused')
      throw new ProblemError('invalid-model', `The model is refused: ${outcome.reasons.join('; ')}.`, {
        places: outcome.reasons.map((reason) => ({ field: 'model', reason })),
      });
    return outcome;
  },
});
