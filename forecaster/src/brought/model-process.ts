import type { ModelManifest } from '@wellhead/contracts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { SESSION_OPTIONS } from '../models/sessions.js';
import { inspectModel } from './inspect-model.js';
import { READY, type ModelReply, type ModelRequest } from './messages.js';

/**
 * The process in which brought models run, and nothing else: it may be ended at any time, and its memory and processor time are limited by
 * whoever starts it. A build lists this file as an entry of its own.
 */
const sessions = new Map<string, InferenceSession>();

const widthOf = (manifest: ModelManifest): number =>
  manifest.kind === 'forecaster' ? manifest.windowSteps : manifest.inputs.length;
const resultsOf = (manifest: ModelManifest): number => (manifest.kind === 'forecaster' ? manifest.horizonSteps : 1);

async function infer(
  session: InferenceSession,
  manifest: ModelManifest,
  values: Float32Array,
  rows: number,
): Promise<Float32Array> {
  const { [manifest.output]: output } = await session.run(
    { [manifest.input]: new Tensor('float32', values, [rows, widthOf(manifest)]) },
    [manifest.output],
  );
  if (!(output?.data instanceof Float32Array)) throw new Error(`${manifest.output} is no float tensor`);
  const expected = rows * resultsOf(manifest);
  if (output.data.length !== expected)
    throw new Error(
      `${manifest.output} has the shape [${output.dims.join(', ')}] for ${rows} rows, expected ${expected} numbers`,
    );
  return output.data;
}

/** The runtime tells where in its source it stood. */
const PLACE_IN_SOURCE = /^\/?\S*\.(?:cc|h):\d+ (?:.*?\) )?/;

async function load(bytes: Uint8Array): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, SESSION_OPTIONS);
  } catch (cause) {
    const said = (cause instanceof Error ? cause.message : String(cause)).replace(PLACE_IN_SOURCE, '').trim();
    throw new Error(
      `the runtime cannot load it: ${said.replace(/\.$/, '')}; check it with onnx.checker and export it again`,
      {
        cause,
      },
    );
  }
}

const SMOKE_ROWS = 3;

/** Inspects, then runs it on a few rows in the middle of what it was trained on: finite, repeatable, and alike alone and in company. */
async function check(bytes: Uint8Array, manifest: ModelManifest): Promise<readonly string[]> {
  const faults = inspectModel(bytes, manifest);
  if (faults.length > 0) return faults;
  const session = await load(bytes);
  const width = widthOf(manifest);
  const values = Float32Array.from({ length: SMOKE_ROWS * width }, (_, at) => {
    const { low, high } = rangeOf(manifest, at % width);
    return low + (high - low) * (0.35 + 0.1 * ((at * 7) % 4));
  });
  const first = Float32Array.from(await infer(session, manifest, values, SMOKE_ROWS));
  const again = await infer(session, manifest, values, SMOKE_ROWS);
  if (!first.every(Number.isFinite)) return ['it gives numbers that are none (NaN, infinite) for ordinary values'];
  if (!first.every((value, at) => value === again[at])) return ['it gives other numbers for the same values'];
  const alone = await infer(session, manifest, values.slice(0, width), 1);
  const isAlike = alone.every(
    (value, at) => Math.abs(value - (first[at] as number)) <= 1e-4 * Math.max(1, Math.abs(value)),
  );
  return isAlike ? [] : ['it gives other numbers for a row alone than for the same row in company'];
}

function rangeOf(manifest: ModelManifest, column: number): { readonly low: number; readonly high: number } {
  if (manifest.kind === 'soft-sensor') return manifest.inputs[column] ?? { low: 0, high: 1 };
  return manifest.values === 'scaled' ? { low: -1, high: 1 } : (manifest.range ?? { low: 0, high: 1 });
}

async function answer(request: ModelRequest): Promise<ModelReply> {
  if (request.kind === 'check') return { kind: 'checked', reasons: await check(request.bytes, request.manifest) };
  let session = sessions.get(request.sha256);
  if (!session) {
    if (!request.bytes) return { kind: 'needs-file' };
    session = await load(request.bytes);
    sessions.set(request.sha256, session);
  }
  return { kind: 'ran', values: await infer(session, request.manifest, request.values, request.rows) };
}

process.on('message', (request: ModelRequest) => {
  void answer(request)
    .catch((error: unknown): ModelReply => ({
      kind: 'failed',
      reason: error instanceof Error ? error.message : String(error),
    }))
    .then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit(0));
process.send?.(READY);
