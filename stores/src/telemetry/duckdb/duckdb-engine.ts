import type { DuckDBConnection } from '@duckdb/node-api';
import { FIELD_TYPES, type FieldType } from '@wellhead/contracts';
import { createCompaction } from './compaction-schedule.js';
import { newestBeforeSql, newestSql } from './compaction.js';
import { crashPoints } from './crash-points.js';
import { copyFile, type OpenFile, readCheckpoints, readNumber, readSeries } from './duckdb-file.js';
import type {
  IdsByType,
  NumberedSeries,
  OperationName,
  Operations,
  Reply,
  WireColumns,
  WorkerSettings,
} from './duckdb-messages.js';
import { int64, NUMERIC_TYPES } from './figures-sql.js';
import { dropFigures, readFigured } from './keep-figures.js';
import { fetchColumns, readColumns } from './read-columns.js';
import { createReaders, type Reading } from './readers.js';
import { type HasLate, rowsSql } from './rows-sql.js';
import { type SeriesState, createSeriesState } from './series-state.js';
import { stillSending } from './still-sending.js';
import { type Backlog, createWriteQueue } from './write-queue.js';

type Handlers = {
  readonly [O in OperationName]: (ask: Operations[O]['ask'], reading: Reading) => Promise<Operations[O]['answer']>;
};

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
  let figuredFrom = await readFigured(writer);

  const compaction = createCompaction({
    compactor,
    figured: async () => {
      figuredFrom = await readFigured(compactor);
    },
    backlog,
    compactAtRows: settings.compactAtRows,
    pass,
    commitAlone: readers.hold,
    tell,
  });
  const queue = createWriteQueue({
    connection: writer,
    state,
    backlog,
    checkpoints,
    faults: settings.faults,
    pass,
    arrived: compaction.arrived,
    committed: compaction.committed,
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
      read: async ({ series: all, fromNs, toNs, shape }, reading) => {
        const ids = stillSending(all, fromNs, state.timeOf);
        if (Object.keys(ids).length === 0) return [];
        return readers.use(reading, (connection) =>
          readColumns(connection, ids, { fromNs, toNs }, shape, hasLate, figuredFrom),
        );
      },
      latest: ({ series: ids, beforeNs }, reading) =>
        readers.use(reading, (connection) => readLatest(connection, state, ids, beforeNs, hasLate)),
      present: async ({ ids }) => ids.filter((id) => state.timeOf(id) !== undefined),
      count: ({ series: ids }, reading) =>
        readers.use(reading, async (connection) => {
          let sum = 0;
          for (const [type, numbers] of Object.entries(ids) as [FieldType, readonly number[]][]) {
            if (numbers.length === 0) continue;
            const rows = rowsSql(type, { ids: numbers, fromNs: undefined, toNs: undefined }, hasLate);
            sum += await readNumber(connection, `SELECT count(*) FROM (${rows})`);
          }
          return sum;
        }),
      drop: async ({ beforeNs }) => {
        await queue.exclusively(async (connection) => {
          await compaction.alone(() => dropBefore(connection, beforeNs));
          for (const id of state.ids()) if ((state.timeOf(id) ?? beforeNs) < beforeNs) state.clear(id);
          Object.assign(backlog, await readBacklog(connection), { nextSequence: backlog.nextSequence });
        });
        return undefined;
      },
      compact: async () => {
        await compaction.run();
        return undefined;
      },
      copy: async ({ file: to }) => {
        const connection = await file.connect();
        try {
          await copyFile(connection, to);
        } finally {
          connection.closeSync();
        }
        return undefined;
      },
      ping: async () => {
        await readers.use({ aborted: () => false, uses: () => undefined }, async () => undefined);
        return undefined;
      },
      close: async () => {
        await compaction.stop();
        await queue.exclusively(async (connection) => {
          await readers.close();
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
    for (const table of tables) await connection.run(`DELETE FROM ${table} WHERE time_ns < ${int64(beforeNs)}`);
    for (const type of NUMERIC_TYPES) await dropFigures(connection, type, beforeNs);
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
  hasLate: HasLate,
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
      answers.push(await fetchColumns(connection, newestBeforeSql(type, searched, beforeNs, hasLate), type));
    }
  }
  return answers;
}
