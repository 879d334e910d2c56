import { giveWay } from '../workers/give-way.js';
import { exportParts } from './export-parts.js';
import { transformFile } from './transform-file.js';
import type { TransformReply, TransformRequest } from './transform-messages.js';

/**
 * The process in which flows transform files, and nothing else: it may be ended at any time, its memory is its own, and so is what it says that it
 * took. It ends with whoever started it. A build lists this file as an entry of its own.
 */
giveWay();
const tell = (reply: TransformReply): void => void process.send?.(reply);
const residentPeakBytes = (): number => process.resourceUsage().maxRSS * 1024;

async function answerOf(request: TransformRequest): Promise<TransformReply> {
  switch (request.op) {
    case 'transform': {
      const done = await transformFile(request.ask, (ratio) =>
        tell({ kind: 'progress', ratio, residentBytes: process.memoryUsage.rss() }),
      );
      return { kind: 'answer', answer: { ...done, residentPeakBytes: residentPeakBytes() } };
    }
    case 'export':
      return {
        kind: 'answer',
        answer: { format: await exportParts(request.ask), residentPeakBytes: residentPeakBytes() },
      };
    default:
      return request satisfies never;
  }
}

process.on('message', (request: TransformRequest) => {
  answerOf(request).then(tell, (error: unknown) =>
    tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
