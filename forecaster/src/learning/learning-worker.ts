import { parentPort } from 'node:worker_threads';
import { giveWay } from '@wellhead/stores/workers/give-way';
import { learnFailures } from '../failure/learn-failures.js';
import { scoreDays } from '../failure/score-days.js';
import { trainGlobal } from '../global/train-global.js';
import { groupAssets } from '../groups/group-assets.js';
import { learnSoftSensor } from '../soft-sensors/learn-soft-sensor.js';
import type { LearningOutcomes, LearningReply, LearningRequest } from './messages.js';

/** The thread that learns: minutes of work that never yields. A build lists this file as an entry of its own. */
const port = parentPort;
if (!port) throw new Error('learning-worker is started by learn-in-thread, not by itself');
giveWay();

const tell = (reply: LearningReply): void => port.postMessage(reply);

function learn(request: LearningRequest): Promise<LearningOutcomes[keyof LearningOutcomes]> {
  switch (request.kind) {
    case 'network':
      return trainGlobal(request.pool, {
        ...request.training,
        onEpoch: (epoch, loss) => tell({ kind: 'epoch', epoch, loss }),
      });
    case 'failures':
      return learnFailures(request.lesson);
    case 'failure-days':
      return scoreDays(request.failure, request.days);
    case 'groups':
      return groupAssets(request.shapes, request.seed);
    case 'soft-sensor':
      return learnSoftSensor(request.lesson);
    default:
      return request satisfies never;
  }
}

port.once('message', (request: LearningRequest) => {
  learn(request).then(
    (outcome) => tell({ kind: 'done', outcome }),
    (error: unknown) => tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
  );
});
