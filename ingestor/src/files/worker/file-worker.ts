import { parentPort, workerData } from 'node:worker_threads';
import { type Conversion, openConversion } from '../convert-file.js';
import type { FileChunk, RowPlace } from '../domain/chunks.js';
import type { ConvertedChunk, FromWorker, ShownRow, ToWorker, WorkerOrder } from './worker-messages.js';

/**
 * A thread of its own for one file: reading a big file would keep the answers of all other senders waiting, and a workbook that needs more memory
 * than it may have ends this thread, not the ingestor.
 */
if (!parentPort) throw new Error('file-worker runs as a worker thread');
const port = parentPort;
const conversion: Conversion = openConversion(workerData as WorkerOrder);
const waiting = new Map<number, readonly RowPlace[]>();
let chunkCount = 0;

const tell = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...transfer]);

function numbered(chunks: readonly FileChunk[]): ConvertedChunk[] {
  return chunks.map(({ text, rows, ...chunk }) => {
    const number = chunkCount++;
    waiting.set(number, rows);
    const body = new TextEncoder().encode(text);
    return { ...chunk, number, body, rows: rows.length };
  });
}

const buffersOf = (chunks: readonly ConvertedChunk[]): ArrayBuffer[] =>
  chunks.map(({ body }) => body.buffer as ArrayBuffer);

async function take(bytes: Uint8Array | undefined): Promise<void> {
  const chunks = bytes ? numbered(conversion.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) : [];
  if (bytes && !conversion.fault && !conversion.isDone) {
    tell({ kind: 'chunks', chunks, head: conversion.head }, buffersOf(chunks));
    return;
  }
  const { chunks: last, fault } = await conversion.end();
  chunks.push(...numbered(last));
  tell({ kind: 'done', chunks, head: conversion.head, fault, rowsRead: conversion.rowsRead }, buffersOf(chunks));
}

function show(chunk: number, lines: readonly number[]): ShownRow[] {
  const rows = waiting.get(chunk) ?? [];
  return lines.map((at) => {
    const { row = 0, line, sheet, raw = '' } = rows[at] ?? {};
    return { row, raw, ...(line === undefined ? {} : { line }), ...(sheet === undefined ? {} : { sheet }) };
  });
}

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'bytes':
      // A failure ends the thread; whoever started it is told.
      take(message.bytes).catch((error: unknown) => {
        setImmediate(() => {
          throw error;
        });
      });
      return;
    case 'kept':
      for (const number of waiting.keys()) if (number <= message.upTo) waiting.delete(number);
      return;
    case 'show':
      tell({ kind: 'shown', rows: show(message.chunk, message.lines) });
      return;
    default:
      message satisfies never;
  }
});
