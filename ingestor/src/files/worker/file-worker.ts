import { parentPort, workerData } from 'node:worker_threads';
import { openNumberedConversion } from './numbered-conversion.js';
import type { FromWorker, ToWorker, WorkerOrder } from './worker-messages.js';

/**
 * A thread of its own for one file: reading a big file would keep the answers of all other senders waiting, and a workbook that needs more memory
 * than it may have ends this thread, not the ingestor.
 */
if (!parentPort) throw new Error('file-worker runs as a worker thread');
const port = parentPort;
const conversion = openNumberedConversion(workerData as WorkerOrder);

function tell(message: FromWorker): void {
  const chunks = message.kind === 'shown' ? [] : message.chunks;
  port.postMessage(
    message,
    chunks.map(({ body }) => body.buffer as ArrayBuffer),
  );
}

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'bytes': {
      const { bytes } = message;
      conversion
        .take(bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
        // A failure ends the thread; whoever started it is told.
        .then(tell, (error: unknown) => {
          setImmediate(() => {
            throw error;
          });
        });
      return;
    }
    case 'kept':
      conversion.kept(message.upTo);
      return;
    case 'show':
      tell({ kind: 'shown', rows: conversion.show(message.chunk, message.lines) });
      return;
    default:
      message satisfies never;
  }
});
