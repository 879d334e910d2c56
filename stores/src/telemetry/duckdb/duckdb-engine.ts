import type { DuckDBConnection } from '@duckdb/node-api';
import { FIELD_TYPES, type FieldType } from '@wellhead/contracts';
import { compact, newestBeforeSql, newestSql } from './compaction.js';
import { crashPoints } from './crash-points.js';
import { type OpenFile, readCheckpoints, readNumber, readSeries } from './duckdb-file.js';
import type {
  IdsByType,
  NumberedSeries,
  OperationName,
  Operations,
  Reply,
  WireColumns,
  WorkerSettings,
} from './duckdb-messages.js';
import { fetchColumns, readColumns } from './read-columns.js';
import { rowsSql } from './rows-sql.js';
import { type SeriesState, createSeriesState } from './series-state.js';
import { type Backlog, createWriteQueue } from './write-queue.js';

/** Reads that run at the same time; more wait. */
const READERS = 3;

type Handlers = {
  readonly [O in OperationName]: (ask: Operations[O]['ask'], reading: Reading) => Promise<Operations[O]['answer']>;
};

/** Tells which connection a read uses, so that it can be interrupted. */
export interface Reading {
  readonly aborted: () => boolean;
  readonly uses: (connection: DuckDBConnection) => void;
}

export interface Engine {
  readonly series: readonly NumberedSeries[];
  readonly handlers: Handlers;
}

/** The engine inside the worker thread: one writer, a few readers, compaction on a connection of its own. */
export async function openEngine(
  file: OpenFile,
  settings: WorkerSettings,
  tell: (event: Reply) => void,
): Promise<Engine> {
  const writer = await file.connect();
  const compactor = await file.connect();
  const readers = await createReaders(file);
  const pass = crashPoints(settings.faults);
  const series = await readSeries(writer);
  const checkpoints = await readCheckpoints(writer);
  const state = createSeriesState();
  for (const { id, series: one } of series) state.reserve(id, one.type);
  const backlog = await readBacklog(writer);
  await readNewest(writer, state);

  let compacting: Promise<void> | undefined;
  let closing = false;
  const compactOnce = async (): Promise<void> => {
    const startedMs = performance.now();
    const moved = await compact(compactor, pass);
    backlog.hot -= moved.hot;
    for (const type of FIELD_TYPES) backlog.late[type] -= moved.late[type];
    const late = Object.values(moved.late).reduce((sum, rows) => sum + rows, 0);
    const durationMs = Math.round(performance.now() - startedMs);
    tell({
      kind: 'event',
      level: 'info',
      event: 'telemetry compacted',
      fields: { rows: moved.hot, lateRows: late, durationMs },
    });
  };
  const startCompaction = (): Promise<void> => {
    compacting ??= compactOnce().finally(() => (compacting = undefined));
    return compacting;
  };
  const committed = (): void => {
    const late = Object.values(backlog.late).reduce((sum, rows) => sum + rows, 0);
    if (closing || compacting || (backlog.hot < settings.compactAtRows && late < settings.compactAtRows / 8)) return;
    startCompaction().catch((cause: Error) =>
      tell({ kind: 'event', level: 'warn', event: 'compaction failed', fields: { reason: cause.message } }),
    );
  };

  const queue = createWriteQueue({
    connection: writer,
    state,
    backlog,
    checkpoints,
    faults: settings.faults,
    pass,
    committed,
  });
  const hasLate = (type: FieldType): boolean => backlog.late[type] > 0;

  return {
    series,
    handlers: {
      write: async ({ batch, checkpoint }) => {
        await queue.write(batch, checkpoint);
        return undefined;
      },
      checkpoint: async ({ sink }) => checkpoints.get(sink),
      read: ({ series: ids, fromNs, toNs, shape }, reading) =>
        readers.use(reading, (connection) => readColumns(connection, ids, { fromNs, toNs }, shape, hasLate)),
      latest: ({ series: ids, beforeNs }, reading) =>
        readers.use(reading, (connection) => readLatest(connection, state, ids, beforeNs, hasLate)),
      present: async ({ ids }) => ids.filter((id) => state.timeOf(id) !== undefined),
      count: ({ series: ids }, reading) =>
        readers.use(reading, async (connection) => {
          let sum = 0;
          for (const [type, numbers] of Object.entries(ids) as [FieldType, readonly number[]][]) {
            if (numbers.length === 0) continue;
            const rows = rowsSql(type, { ids: numbers, fromNs: undefined, toNs: undefined }, hasLate(type));
            sum += await readNumber(connection, `SELECT count(*) FROM (${rows})`);
          }
          return sum;
        }),
      drop: async ({ beforeNs }) => {
        await queue.exclusively(async (connection) => {
          while (compacting) await compacting.catch(() => undefined);
          await dropBefore(connection, beforeNs);
          for (const id of state.ids()) if ((state.timeOf(id) ?? beforeNs) < beforeNs) state.clear(id);
          Object.assign(backlog, await readBacklog(connection), { nextSequence: backlog.nextSequence });
        });
        return undefined;
      },
      compact: async () => {
        while (compacting) await compacting;
        await startCompaction();
        return undefined;
      },
      ping: async () => {
        await readers.use({ aborted: () => false, uses: () => undefined }, (connection) => connection.run('SELECT 1'));
        return undefined;
      },
      close: async () => {
        closing = true;
        await compacting?.catch(() => undefined);
        await queue.exclusively(async (connection) => {
          readers.close();
          compactor.closeSync();
          connection.closeSync();
          file.close();
        });
        return undefined;
      },
    },
  };
}

async function readBacklog(connection: DuckDBConnection): Promise<Backlog> {
  const late: Record<FieldType, number> = { float: 0, integer: 0, unsigned: 0, boolean: 0, string: 0 };
  let hot = 0;
  let lastSequence = 0;
  for (const type of FIELD_TYPES) {
    hot += await readNumber(connection, `SELECT count(*) FROM hot_${type}`);
    late[type] = await readNumber(connection, `SELECT count(*) FROM late_${type}`);
    lastSequence = Math.max(
      lastSequence,
      await readNumber(connection, `SELECT coalesce(max(sequence), 0) FROM late_${type}`),
    );
  }
  return { hot, late, nextSequence: BigInt(lastSequence) + 1n };
}

async function readNewest(connection: DuckDBConnection, state: SeriesState): Promise<void> {
  for (const type of FIELD_TYPES) {
    const { ids, timeNs, values } = await fetchColumns(connection, `${newestSql(type)} ORDER BY series_id`, type);
    ids.forEach((id, row) => {
      state.setTime(id, timeNs[row] as bigint);
      const value = values[row];
      if (typeof value === 'bigint') state.integers()[id] = BigInt.asIntN(64, value);
      else if (typeof value === 'string') state.strings.set(id, value);
      else state.numbers()[id] = Number(value);
    });
  }
}

async function dropBefore(connection: DuckDBConnection, beforeNs: bigint): Promise<void> {
  const tables = ['sorted', 'hot', 'late', 'newest'].flatMap((kind) => FIELD_TYPES.map((type) => `${kind}_${type}`));
  await connection.run('BEGIN TRANSACTION');
  try {
    for (const table of tables) await connection.run(`DELETE FROM ${table} WHERE time_ns < '${beforeNs}'::BIGINT`);
    await connection.run('COMMIT');
  } catch (cause) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw cause;
  }
}

/** The newest readings from memory; those before an instant that memory cannot answer, from the file. */
async function readLatest(
  connection: DuckDBConnection,
  state: SeriesState,
  series: IdsByType,
  beforeNs: bigint | undefined,
  hasLate: (type: FieldType) => boolean,
): Promise<WireColumns[]> {
  const answers: WireColumns[] = [];
  for (const type of FIELD_TYPES) {
    const present = (series[type] ?? []).filter((id) => state.timeOf(id) !== undefined);
    const held = present.filter((id) => beforeNs === undefined || (state.timeOf(id) as bigint) < beforeNs);
    const values = {
      float: () => Float64Array.from(held, (id) => state.numbers()[id] as number),
      integer: () => BigInt64Array.from(held, (id) => state.integers()[id] as bigint),
      unsigned: () => BigUint64Array.from(held, (id) => BigInt.asUintN(64, state.integers()[id] as bigint)),
      boolean: () => held.map((id) => state.numbers()[id] === 1),
      string: () => held.map((id) => state.strings.get(id) ?? ''),
    }[type]();
    answers.push({
      ids: Uint32Array.from(held),
      lengths: new Uint32Array(held.length).fill(1),
      timeNs: BigInt64Array.from(held, (id) => state.timeOf(id) as bigint),
      values,
    });
    const searched = present.filter((id) => !held.includes(id));
    if (beforeNs !== undefined && searched.length > 0) {
      answers.push(await fetchColumns(connection, newestBeforeSql(type, searched, beforeNs, hasLate(type)), type));
    }
  }
  return answers;
}

interface Readers {
  use<T>(reading: Reading, work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  close(): void;
}

async function createReaders(file: OpenFile): Promise<Readers> {
  const all = await Promise.all(Array.from({ length: READERS }, () => file.connect()));
  const free = [...all];
  const waiting: (() => void)[] = [];
  return {
    use: async (reading, work) => {
      while (free.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      const connection = free.pop() as DuckDBConnection;
      try {
        if (reading.aborted()) throw new Error('read aborted');
        reading.uses(connection);
        return await work(connection);
      } finally {
        free.push(connection);
        waiting.shift()?.();
      }
    },
    close: () => all.forEach((connection) => connection.closeSync()),
  };
}
