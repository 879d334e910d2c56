import type { Frame, FrameField, QueryContext, QueryOf } from '@wellhead/contracts';
import { type LedgerHour, listAudits, listLedger, type SinkHour } from '../postgres/ledger.js';
import { listNotifications } from '../postgres/notifications.js';
import { ledgerBalance } from '../postgres/ledger-balance.js';
import { listQuarantine } from '../postgres/quarantine.js';
import { quarantineReasons } from '../postgres/quarantine-reasons.js';
import { listSourceEvents } from '../postgres/source-events.js';
import { openRuns } from '../postgres/runs.js';
import { TABLE } from './frame-parts.js';
import type { QueryStores } from './query-stores.js';
import { signalName } from './signal-context.js';
import { signalStates } from './signal-states.js';
import { failureMargins, learntFields } from './learnt.js';
import { flag, number, text, time } from './row-fields.js';
import { sourcesState } from './source-states.js';
import { sourceStreams } from './source-streams.js';

const sumOf = ({ sinks }: LedgerHour, pick: (sink: SinkHour) => number): number =>
  sinks.reduce((sum, sink) => sum + pick(sink), 0);
const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000);

/** What Wellhead knows of itself, as tables. */
export async function queryOps(stores: QueryStores, query: QueryOf<'ops'>, context: QueryContext): Promise<Frame[]> {
  const { view, limit } = query;
  if (view === 'failure-margins') return failureMargins(stores.pool, limit);
  const fields = await fieldsOf(stores, { view, limit }, context);
  return [{ name: query.view, meta: TABLE, fields }];
}

type TableView = Exclude<QueryOf<'ops'>['view'], 'failure-margins'>;

async function fieldsOf(
  stores: QueryStores,
  query: { readonly view: TableView; readonly limit: number },
  context: QueryContext,
): Promise<FrameField[]> {
  const { pool } = stores;
  const { limit, view } = query;
  switch (view) {
    case 'sources': {
      const { packs } = await sourcesState(stores, context.nowMs);
      return [
        text('pack', packs, (pack) => pack.pack),
        text('title', packs, (pack) => pack.title),
        text('data', packs, (pack) => pack.dataLabel),
        number('signals', packs, (pack) => pack.signals),
        number('stale signals', packs, (pack) => pack.staleSignals),
        time('last reading', packs, (pack) => pack.lastReadingMs),
        time('last forecast', packs, (pack) => pack.lastForecastMs),
        flag('forecast stale', packs, (pack) => pack.forecastStale),
      ];
    }
    case 'runs': {
      const runs = await openRuns(pool).list({ limit });
      return [
        time('started', runs, (run) => run.startedAtMs),
        text('kind', runs, (run) => run.kind),
        text('name', runs, (run) => run.name),
        text('reason', runs, (run) => run.reason),
        text('state', runs, (run) => run.state),
        number('attempt', runs, (run) => run.attempt),
        number('duration', runs, (run) => seconds((run.finishedAtMs ?? context.nowMs) - run.startedAtMs), {
          unit: 's',
        }),
        text('error', runs, (run) => run.error),
        text('id', runs, (run) => run.id),
      ];
    }
    case 'quarantine': {
      const rows = await listQuarantine(pool, { limit, state: 'open' });
      return [
        time('received', rows, (row) => row.receivedAtMs),
        text('source', rows, (row) => row.source),
        text('refused by', rows, (row) => row.refusedBy),
        text('reason', rows, (row) => row.reason),
        text('raw', rows, (row) => row.raw),
        text('place', rows, (row) => JSON.stringify(row.place)),
        number('id', rows, (row) => row.id),
      ];
    }
    case 'quarantine-reasons': {
      const reasons = await quarantineReasons(pool, limit);
      return [
        text('source', reasons, (reason) => reason.source),
        text('refused by', reasons, (reason) => reason.refusedBy),
        text('reason', reasons, (reason) => reason.reason),
        number('rows', reasons, (reason) => reason.rows),
        time('oldest', reasons, (reason) => reason.oldestMs),
        time('newest', reasons, (reason) => reason.newestMs),
      ];
    }
    case 'ledger-balance': {
      const hours = await ledgerBalance(pool, { ...context, limit });
      return [
        time('hour', hours, (hour) => hour.hourMs),
        number('received', hours, (hour) => hour.received),
        number('accepted', hours, (hour) => hour.accepted),
        number('quarantined', hours, (hour) => hour.quarantined),
        number('delivered', hours, (hour) => hour.delivered),
        number('pending', hours, (hour) => hour.pending),
        number('imbalance', hours, (hour) => hour.imbalance),
      ];
    }
    case 'streams': {
      const streams = (await sourceStreams(stores, context.nowMs)).slice(0, limit);
      return [
        text('source', streams, (stream) => stream.source),
        text('topic', streams, (stream) => stream.stream),
        number('partition', streams, (stream) => stream.partition),
        number('stored up to', streams, (stream) => stream.position),
        number('waiting events', streams, (stream) => stream.waitingEvents),
        number('waiting bytes', streams, (stream) => stream.waitingBytes, { unit: 'bytes' }),
        number('lag', streams, (stream) => stream.lagSeconds, { unit: 's' }),
        time('seen', streams, (stream) => stream.seenMs),
      ];
    }
    case 'ledger': {
      const hours = await listLedger(pool, 0, limit);
      return [
        time('hour', hours, (hour) => hour.hourMs),
        text('source', hours, (hour) => hour.source),
        text('ingestor', hours, (hour) => hour.ingestor),
        number('received', hours, (hour) => hour.received),
        number('accepted', hours, (hour) => hour.accepted),
        number('quarantined', hours, (hour) => hour.quarantined),
        number('delivered', hours, (hour) => sumOf(hour, ({ delivered }) => delivered)),
        number('pending', hours, (hour) => sumOf(hour, ({ pending }) => pending)),
        number('refused by store', hours, (hour) => sumOf(hour, ({ refused }) => refused)),
        number('imbalance', hours, (hour) => hour.imbalance),
      ];
    }
    case 'audits': {
      const audits = await listAudits(pool, limit);
      return [
        time('counted', audits, (audit) => audit.atMs),
        text('store', audits, (audit) => audit.store),
        number('written', audits, (audit) => audit.written),
        number('stored', audits, (audit) => audit.stored),
        number('overwritten', audits, (audit) => audit.overwritten),
      ];
    }
    case 'notifications': {
      const notifications = await listNotifications(pool, limit);
      return [
        time('received', notifications, (one) => one.receivedAtMs),
        text('status', notifications, (one) => one.status),
        text('title', notifications, (one) => one.title),
        text('message', notifications, (one) => one.message),
      ];
    }
    case 'events': {
      const events = await listSourceEvents(pool, limit);
      return [
        time('time', events, (event) => event.atMs),
        text('source', events, (event) => event.source),
        text('topic', events, (event) => event.stream),
        number('partition', events, (event) => event.partition),
        number('offset', events, (event) => event.position),
        text('key', events, (event) => event.key),
        text('headers', events, (event) => JSON.stringify(event.headers)),
        text('payload', events, (event) => event.payload),
      ];
    }
    case 'signals': {
      const states = (await signalStates(stores, {}, context.nowMs)).slice(0, limit);
      return [
        text('asset', states, ({ signal }) => signal.asset),
        text('signal', states, ({ signal }) => signalName(signal)),
        text('title', states, ({ signal }) => signal.title),
        text('unit', states, ({ signal }) => signal.unit),
        number('last value', states, (state) => state.lastValue),
        time('last reading', states, (state) => state.lastMs),
        number('age', states, (state) => seconds(state.ageMs), { unit: 's' }),
        flag('stale', states, (state) => state.stale),
      ];
    }
    case 'failures':
    case 'failure-scores':
    case 'groups':
      return learntFields(pool, view, limit);
    default:
      return view satisfies never;
  }
}
