import type { QueryInput } from '@wellhead/contracts';
import { ALERT_KINDS, type AlertKind } from './alert-kinds.js';

/** Annotations are kept as they are written, without interpolation, so `$` names would work in some versions only: none is used. */
const LINK = '{{ externalURL }}d/wellhead-signal?var-asset={{ .Labels.asset }}&var-signal={{ .Labels.signal }}';
const MODELS_LINK = '{{ externalURL }}d/wellhead-models';
const FAILURES_LINK = '{{ externalURL }}d/wellhead-oil-equipment?var-well={{ .Labels.asset }}';
const OPERATIONS_LINK = '{{ externalURL }}d/wellhead-operations';

const SECONDS_PER_DAY = 86_400;

const ours = (refId: string, query: QueryInput, days: number): object => ({
  refId,
  queryType: query.queryType,
  relativeTimeRange: { from: days * SECONDS_PER_DAY, to: 0 },
  datasourceUid: 'wellhead',
  model: {
    refId,
    datasource: { type: 'wellhead-datasource', uid: 'wellhead' },
    intervalMs: 60_000,
    maxDataPoints: 100,
    ...query,
  },
});

/** A query that only explains: the rule goes on without it where it fails. */
const explaining = (refId: string, query: QueryInput): object =>
  ours(refId, { ...query, explains: true } as QueryInput, 14);

const expression = (refId: string, model: object): object => ({
  refId,
  relativeTimeRange: { from: 0, to: 0 },
  datasourceUid: '__expr__',
  model: { refId, datasource: { type: '__expr__', uid: '__expr__' }, ...model },
});

/** `reduce` takes series and single numbers alike. */
const reduce = (refId: string, of: string, reducer: string): object =>
  expression(refId, { type: 'reduce', expression: of, reducer, settings: { mode: 'dropNN' } });

const math = (refId: string, formula: string): object => expression(refId, { type: 'math', expression: formula });

const above = (refId: string, of: string, bound: number): object =>
  expression(refId, {
    type: 'threshold',
    expression: of,
    conditions: [{ type: 'query', evaluator: { type: 'gt', params: [bound] } }],
  });

/**
 * What the message names beside the margin (B), for no query gives it: the newest value (V) and its margin (N) tell the limit,
 * V − N for high limits (H) and V + N for low ones (L); limit and predicted margin tell the predicted value (P, Q). Labels of each
 * are part of those of B, so Grafana joins them. The age of the forecast (S) tells its vintage, T and U the
 * time to the first crossing and its probability; G is that of the forecast itself. None of it decides whether the rule
 * fires, and where one of them fails the message says less (`explains`).
 */
const explain = ({ kind, query }: AlertKind): object[] => {
  const newest = [explaining('R', { queryType: 'telemetry', aggregate: 'newest' }), reduce('V', 'R', 'last')];
  const vintage = [explaining('I', { queryType: 'age', of: 'forecast' }), reduce('S', 'I', 'last')];
  switch (kind) {
    case 'breached':
      return [...newest, math('H', '$V - $B'), math('L', '$V + $B')];
    case 'predicted':
      return [
        ...newest,
        explaining('M', { queryType: 'margin', of: 'last' }),
        reduce('N', 'M', 'last'),
        math('H', '$V - $N'),
        math('L', '$V + $N'),
        math('P', '$H + $B'),
        math('Q', '$L - $B'),
        explaining('W', { queryType: 'breach', view: 'seconds' }),
        reduce('T', 'W', 'last'),
        explaining('X', { queryType: 'breach', view: 'probability' }),
        reduce('U', 'X', 'last'),
        explaining('D', { ...query, of: 'crossing' } as QueryInput),
        reduce('G', 'D', 'last'),
        ...vintage,
      ];
    case 'stale-forecast':
      return vintage;
    case 'anomaly':
    case 'outside-band':
      return newest;
    case 'no-data':
    case 'failure':
    case 'source-lag':
    case 'model-drift':
      return [];
    default:
      return kind satisfies never;
  }
};

const linkOf = (kind: AlertKind['kind']): string => {
  if (kind === 'model-drift') return MODELS_LINK;
  if (kind === 'failure') return FAILURES_LINK;
  return kind === 'source-lag' ? OPERATIONS_LINK : LINK;
};

const ruleOf = (kind: AlertKind): object => ({
  uid: kind.uid,
  title: kind.title,
  condition: 'C',
  data: [
    ours(
      'A',
      { ...kind.query, rule: kind.uid } as QueryInput,
      (kind.lookBackS ?? 14 * SECONDS_PER_DAY) / SECONDS_PER_DAY,
    ),
    reduce('B', 'A', kind.reducer),
    above('C', 'B', kind.above ?? 0),
    ...explain(kind),
  ],
  noDataState: 'OK',
  execErrState: 'Error',
  for: kind.for,
  annotations: {
    summary: kind.summary,
    description: kind.description,
    link: linkOf(kind.kind),
  },
  labels: { kind: kind.kind, severity: kind.severity, source: 'wellhead' },
  isPaused: false,
  notification_settings: {
    receiver: 'wellhead',
    group_by: ['alertname', 'grafana_folder'],
    // A group is the alerts of one rule, which change once an evaluation: with Grafana's 5 minutes a second breach of a kind would wait for them.
    group_wait: '10s',
    group_interval: '10s',
  },
});

/** alerting/wellhead-rules.yaml */
export const alertRules = (): object => ({
  apiVersion: 1,
  groups: [
    { orgId: 1, name: 'limits and freshness', folder: 'Wellhead', interval: '1m', rules: ALERT_KINDS.map(ruleOf) },
  ],
});
