import { parentPort } from 'node:worker_threads';
import { openScorer, type ChannelScores, type ScoreRequest } from './score-readings.js';

/** What the thread answers. */
export type ScoreReply =
  | { readonly kind: 'done'; readonly results: readonly ChannelScores[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** The thread that scores: `session.run` blocks. A build lists this file as an entry of its own. */
const port = parentPort;
if (!port) throw new Error('anomaly-worker is started by the watch of readings, not by itself');
const scorer = openScorer();

const answer = async (request: ScoreRequest): Promise<ScoreReply> => {
  try {
    return { kind: 'done', results: await scorer.score(request) };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
};

port.on('message', (request: ScoreRequest) => {
  void answer(request).then((reply) => port.postMessage(reply));
});
