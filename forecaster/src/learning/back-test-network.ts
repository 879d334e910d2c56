import { signalId } from '@wellhead/contracts';
import { openCatalogue, openModelConfigs, openModelRegistry, type Stores } from '@wellhead/stores';
import { loadNetwork, withNetworks, type LoadedNetwork } from '../global/champion-networks.js';
import { compareForecasters, type BackTestOutcome, type SeriesProgress } from '../run/compare-forecasters.js';
import { followConfigs } from '../run/follow-configs.js';
import { rivalOf, type Trial } from '../run/trial.js';
import type { WorkerPool } from '../workers/worker-pool.js';

/** Tries a network on all signals of its shape, on origins after its training, beside the naive forecast and the champion of its name. */
export async function backTestNetwork(
  network: LoadedNetwork,
  { stores, workers }: { readonly stores: Pick<Stores, 'telemetry' | 'pool'>; readonly workers: WorkerPool },
  trial: Trial,
  onProgress?: SeriesProgress,
): Promise<BackTestOutcome> {
  const registry = openModelRegistry(stores.pool);
  const { name, version } = network.registered;
  const champion = await rivalOf(registry, name, trial);
  const before = champion?.version === version ? undefined : await loadNetwork(registry, champion);
  // Judged on the signals of the candidate: those of its group may have been others before.
  const incumbent = before && { ...before, members: network.members };
  const { signals } = followConfigs(
    await openCatalogue(stores.pool).signals(),
    await openModelConfigs(stores.pool).list(),
  );
  const { seasonSteps, horizonSteps } = network.record;
  const contenders = incumbent ? [network, incumbent] : [network];
  return compareForecasters(
    {
      signals: signals.filter(
        (signal) =>
          signal.horizonSteps === horizonSteps &&
          signal.seasonSteps === seasonSteps &&
          signal.intervalMs === network.intervalMs &&
          (network.members?.has(signalId(signal)) ?? true),
      ),
      id: network.id,
      incumbentId: incumbent?.id,
      incumbent: champion?.version ?? null,
      asOfMs: trial.asOfMs,
      onProgress,
      prepare: (batch) => Promise.resolve(withNetworks(batch, contenders)),
    },
    { telemetry: stores.telemetry, workers },
  );
}
