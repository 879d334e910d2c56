import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FieldType, type ReadingBatch, type Series } from '@wellhead/contracts';
import type { Logger } from 'pino';
import { selects, seriesId } from '../selector.js';
import type { SeriesReadings, SeriesSelector, TelemetryStore } from '../store.js';
import { startWorker, workerScript } from '../../workers/start-worker.js';
import type { StoreFaults } from './crash-points.js';
import type {
  IdsByType,
  NumberedSeries,
  WireBatch,
  WireColumns,
  WireValues,
  WorkerSettings,
} from './duckdb-messages.js';
import { openFailure } from './open-failure.js';
import { type WorkerCalls, callWorker } from './worker-calls.js';

export interface DuckDbStoreOptions {
  /** The DuckDB file; made, with its folder, when it is not there. One process can have it open. */
  readonly file: string;
  readonly log?: Logger;
  /** Memory that DuckDB may use, in MB. */
  readonly memoryMb?: number;
  /** Rows in arrival order that start a compaction; an eighth of it in late rows does too. */
  readonly compactAtRows?: number;
  readonly faults?: StoreFaults;
}

export interface DuckDbStore extends TelemetryStore {
  /** Lays out what has arrived by day, series and time; happens by itself as rows gather. */
  compact(): Promise<void>;
}

/** Files that this process has open: the lock of the operating system would let it in twice. */
const openFiles = new Set<string>();

/**
 * Telemetry in one DuckDB file, owned by a worker thread of its own. Rejects with one sentence where the file is in use, not writable or
 * something else.
 */
export async function openDuckDbStore(options: DuckDbStoreOptions): Promise<DuckDbStore> {
  const { log } = options;
  const file = claimFile(options.file);
  const settings: WorkerSettings = {
    file,
    memoryMb: options.memoryMb ?? 512,
    compactAtRows: options.compactAtRows ?? 4_000_000,
    faults: options.faults ?? {},
  };
  let calls: WorkerCalls;
  try {
    const worker = startWorker(workerScript('duckdb-worker', import.meta.url), {
      workerData: settings,
      name: 'telemetry',
    });
    calls = await callWorker(worker, (level, event, fields) => log?.[level](fields, event));
  } catch (cause) {
    openFiles.delete(file);
    throw new Error(openFailure(options.file, cause instanceof Error ? cause.message : String(cause)), { cause });
  }
  const dictionary = createDictionary(calls.series);

  return {
    name: 'duckdb',
    capabilities: { transactionalCheckpoint: true, unsigned: true, exactDrop: true },
    write: async (batch, checkpoint) => {
      const wire = dictionary.wire(batch);
      const transfer = [wire.seriesIndex, wire.timeNs, wire.numbers, wire.integers].flatMap((column) =>
        column && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
      );
      await calls.call('write', { batch: wire, checkpoint }, { transfer });
      return { kind: 'stored' };
    },
    checkpoint: (sink) => calls.call('checkpoint', { sink }),
    read: async ({ selector, fromNs, toNs, shape }, signal) =>
      dictionary.readings(
        await calls.call(
          'read',
          { series: dictionary.select(selector), fromNs, toNs, shape },
          signal ? { signal } : {},
        ),
      ),
    latest: async (selector, beforeNs) =>
      dictionary.readings(await calls.call('latest', { series: dictionary.select(selector), beforeNs })),
    series: async (selector) => {
      const ids = Object.values(dictionary.select(selector)).flat();
      return (await calls.call('present', { ids })).map((id) => dictionary.seriesOf(id));
    },
    drop: async (beforeNs) => calls.call('drop', { beforeNs }),
    count: (selector) => calls.call('count', { series: dictionary.select(selector) }),
    compact: async () => calls.call('compact', undefined),
    copyTo: async (to) => calls.call('copy', { file: to }),
    ping: async () => calls.call('ping', undefined),
    close: async () => {
      await calls.close();
      openFiles.delete(file);
    },
  };
}

function claimFile(given: string): string {
  try {
    mkdirSync(dirname(given), { recursive: true });
  } catch (cause) {
    throw new Error(openFailure(given, cause instanceof Error ? cause.message : String(cause)), { cause });
  }
  const file = existsSync(given) ? realpathSync(given) : join(realpathSync(dirname(given)), basename(given));
  if (openFiles.has(file)) {
    throw new Error(
      `The telemetry file ${given} is open in this process already: share the store that was opened first.`,
    );
  }
  openFiles.add(file);
  return file;
}

/** The numbers of a list of series that may grow: shared with the worker, which reads them by place. */
interface ListIds {
  ids: Uint32Array;
  /** Places that have their number. */
  known: number;
}

/** Series by their number in the file; the numbers are given here, in the order in which series are first written. */
function createDictionary(known: readonly NumberedSeries[]) {
  const byId: (Series | undefined)[] = [];
  const idOf = new Map<string, number>();
  const byMeasurement = new Map<string, number[]>();
  /** A caller that writes again from the same list of series, as the parser does, needs no lookup of a text. */
  const idsOfList = new WeakMap<readonly Series[], ListIds>();

  const add = (id: number, series: Series): void => {
    byId[id] = series;
    idOf.set(seriesId(series), id);
    const group = byMeasurement.get(series.measurement);
    if (group) group.push(id);
    else byMeasurement.set(series.measurement, [id]);
  };
  for (const { id, series } of known) add(id, series);

  const numberOf = (series: Series, fresh: NumberedSeries[]): number => {
    let id = idOf.get(seriesId(series));
    if (id === undefined) {
      id = byId.length;
      add(id, series);
      fresh.push({ id, series });
    }
    return id;
  };

  const idsOf = (list: readonly Series[], fresh: NumberedSeries[]): Uint32Array => {
    let one = idsOfList.get(list);
    if (!one) idsOfList.set(list, (one = { ids: new Uint32Array(0), known: 0 }));
    if (one.ids.length < list.length) {
      const wider = new Uint32Array(new SharedArrayBuffer(4 * Math.max(list.length, 2 * one.ids.length)));
      wider.set(one.ids);
      one.ids = wider;
    }
    for (; one.known < list.length; one.known += 1) one.ids[one.known] = numberOf(list[one.known] as Series, fresh);
    return one.ids;
  };
  const seriesOf = (id: number): Series => byId[id] as Series;

  return {
    seriesOf,
    /** Shared columns go as they are; others are copied, because the caller keeps its own. */
    wire: (batch: ReadingBatch): WireBatch => {
      const newSeries: NumberedSeries[] = [];
      const { length } = batch;
      return {
        length,
        newSeries,
        seriesIndex: shared(batch.seriesIndex, length),
        ids: idsOf(batch.series, newSeries),
        timeNs: shared(batch.timeNs, length),
        numbers: batch.numbers && shared(batch.numbers, length),
        integers: batch.integers && shared(batch.integers, length),
        strings: batch.strings,
      };
    },
    select: (selector: SeriesSelector): IdsByType => {
      const ids: Partial<Record<FieldType, number[]>> = {};
      const isSelected = selects(selector);
      const candidates =
        selector.measurement === undefined ? byId.keys() : (byMeasurement.get(selector.measurement) ?? []);
      for (const id of candidates) {
        const series = byId[id];
        if (series && isSelected(series)) (ids[series.type] ??= []).push(id);
      }
      return ids;
    },
    readings: (answers: readonly WireColumns[]): SeriesReadings[] =>
      answers.flatMap((columns) => split(columns, seriesOf)),
  };
}

function shared<T extends Uint32Array | BigInt64Array | Float64Array>(column: T, length: number): T {
  return (column.buffer instanceof SharedArrayBuffer ? column.subarray(0, length) : column.slice(0, length)) as T;
}

function split({ ids, lengths, timeNs, values }: WireColumns, seriesOf: (id: number) => Series): SeriesReadings[] {
  let from = 0;
  return Array.from(ids, (id, at) => {
    const to = from + (lengths[at] ?? 0);
    const part = { series: seriesOf(id), timeNs: timeNs.subarray(from, to), values: slice(values, from, to) };
    from = to;
    return part;
  });
}

const slice = (values: WireValues, from: number, to: number): WireValues =>
  ArrayBuffer.isView(values) ? values.subarray(from, to) : values.slice(from, to);
