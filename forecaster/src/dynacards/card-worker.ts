import { parentPort } from 'node:worker_threads';
import type { SurfaceCard } from '@wellhead/contracts';
import type { CardReply } from './ask-card-worker.js';
import { openCardDiagnosing } from './diagnose-cards.js';
import { trainedClassifier } from './trained-classifier.js';

/** The thread that diagnoses: `session.run` blocks. A build lists this file as an entry of its own. */
const port = parentPort;
if (!port) throw new Error('card-worker is started by ask-card-worker.ts, not by itself');
const diagnosing = openCardDiagnosing(trainedClassifier());

const answer = async (cards: readonly SurfaceCard[]): Promise<CardReply> => {
  try {
    return { kind: 'done', outcomes: await (await diagnosing).diagnose(cards) };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
};

port.on('message', (cards: readonly SurfaceCard[]) => {
  void answer(cards).then((reply) => port.postMessage(reply));
});
