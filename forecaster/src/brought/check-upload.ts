import { createHash } from 'node:crypto';
import type { UploadOutcome } from '@wellhead/contracts';
import { findUpload, openModelRegistry, settleUpload, type Stores } from '@wellhead/stores';
import type { GuardedModels } from './guarded-models.js';
import { manifestFaults } from './manifest-faults.js';

/** Decides on an uploaded file: looks at it, runs it once in a process of its own, registers it as a candidate or says why not. Deciding again says the same. */
export async function checkUpload(
  id: string,
  { stores, guarded }: { readonly stores: Pick<Stores, 'pool' | 'telemetry'>; readonly guarded: GuardedModels },
): Promise<UploadOutcome> {
  const upload = await findUpload(stores.pool, id);
  if (!upload) return { kind: 'refused', reasons: [`there is no upload ${id}`] };
  if (upload.outcome) return upload.outcome;
  const { manifest, bytes, uploadedBy: by } = upload;
  const outcome: UploadOutcome = bytes ? await decide() : { kind: 'refused', reasons: ['its file is gone'] };
  await settleUpload(stores.pool, id, outcome);
  return outcome;

  async function decide(): Promise<UploadOutcome> {
    const { faults, notes } = await manifestFaults(manifest, stores);
    const reasons = [...faults, ...(await guarded.check(bytes as Uint8Array, manifest))];
    if (reasons.length > 0) return { kind: 'refused', reasons };
    const shape =
      manifest.kind === 'forecaster'
        ? { seasonSteps: manifest.seasonSteps, horizonSteps: manifest.horizonSteps, lags: manifest.windowSteps }
        : {};
    const model = await openModelRegistry(stores.pool).register({
      name: manifest.name,
      kind: manifest.kind,
      bytes: bytes as Uint8Array,
      card: { describes: manifest.describes, intervalMs: manifest.intervalMs, ...shape, manifest },
      by,
      reason: `uploaded, inspected and run once (sha256 ${createHash('sha256')
        .update(bytes as Uint8Array)
        .digest('hex')
        .slice(0, 12)})`,
    });
    return { kind: 'registered', name: model.name, version: model.version, status: model.status, notes: [...notes] };
  }
}
