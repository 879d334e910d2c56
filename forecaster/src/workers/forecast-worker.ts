import { parentPort } from 'node:worker_threads';
import { giveWay } from '@wellhead/stores/workers/give-way';
import { openGivenNetworks } from '../global/given-networks.js';
import { openLocalModels } from '../models/local-models.js';
import { forecastBatch } from './forecast-batch.js';
import type { WorkerReply, WorkerRequest } from './messages.js';
import { packOutcomes } from './pack-outcomes.js';

/** The thread that infers: `session.run` blocks, so nothing else lives here. A build lists this file as an entry of its own. */
const port = parentPort;
if (!port) throw new Error('forecast-worker is started by the worker pool, not by itself');
giveWay();
const models = openLocalModels();
const networks = openGivenNetworks();

const tell = (reply: WorkerReply): void => port.postMessage(reply);

const answer = async (request: WorkerRequest): Promise<void> => {
  try {
    const made = await forecastBatch(request, [...models, ...networks.of(request.networks)]);
    tell({ kind: 'done', outcomes: packOutcomes(made) });
  } catch (error) {
    tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  }
};

port.on('message', (request: WorkerRequest) => void answer(request));
