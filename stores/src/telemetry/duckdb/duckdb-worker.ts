import { parentPort, workerData } from 'node:worker_threads';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Engine, openEngine } from './duckdb-engine.js';
import { openFile } from './duckdb-file.js';
import type { OperationName, Operations, Reply, Request, WireColumns, WorkerSettings } from './duckdb-messages.js';

/**
 * Entry of the worker thread that owns one telemetry file. A thread, because appending and folding the log are synchronous calls that would
 * hold up HTTP for 50–70 ms. It answers each request by its id and ends when closed.
 */
const port = parentPort;
if (!port) throw new Error('duckdb-worker is started by openDuckDbStore, not by itself');
const tell = (reply: Reply, transfer: ArrayBuffer[] = []): void => port.postMessage(reply, transfer);
const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const start = async (): Promise<void> => {
  const settings = workerData as WorkerSettings;
  const engine = await openEngine(await openFile(settings.file, settings.memoryMb), settings, tell);
  const reads = new Map<number, { aborted: boolean; connection: DuckDBConnection | undefined }>();

  port.on('message', (request: Request) => {
    if (request.op === 'abort') {
      const read = reads.get(request.id);
      if (!read) return;
      read.aborted = true;
      read.connection?.interrupt();
      return;
    }
    const read = { aborted: false, connection: undefined as DuckDBConnection | undefined };
    reads.set(request.id, read);
    const reading = {
      aborted: () => read.aborted,
      uses: (connection: DuckDBConnection) => (read.connection = connection),
    };
    answerOperation(engine, request.op, request.ask, reading)
      .then(
        (answer) => tell({ kind: 'answer', id: request.id, answer }, buffersOf(answer)),
        (cause: unknown) => tell({ kind: 'failure', id: request.id, reason: reasonOf(cause) }),
      )
      .finally(() => {
        reads.delete(request.id);
        if (request.op === 'close') port.close();
      });
  });
  tell({ kind: 'opened', series: engine.series });
};

const answerOperation = <O extends OperationName>(
  engine: Engine,
  op: O,
  ask: Operations[O]['ask'],
  reading: Parameters<Engine['handlers'][O]>[1],
): Promise<Operations[O]['answer']> => engine.handlers[op](ask, reading);

/** Columns are handed over, not copied. */
const buffersOf = (answer: Operations[OperationName]['answer']): ArrayBuffer[] =>
  Array.isArray(answer)
    ? (answer as readonly (number | WireColumns)[]).flatMap((columns) =>
        typeof columns === 'number'
          ? []
          : [columns.timeNs, columns.values]
              .filter((column) => ArrayBuffer.isView(column))
              .map((column) => column.buffer as ArrayBuffer),
      )
    : [];

start().catch((cause: unknown) => {
  tell({ kind: 'not-opened', reason: reasonOf(cause) });
  port.close();
});
