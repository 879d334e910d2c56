import type { QueryInput } from '@wellhead/contracts';

/**
 * One rule a kind, never one an asset: the query gives one number for each signal and limit, labelled, so that a limit edited
 * in the app works at the next evaluation and new assets appear by themselves. The threshold is “above 0” but for lags, which have no limit of their own.
 */
export interface AlertKind {
  /** Also the uid, at most 40 characters. */
  readonly uid: string;
  readonly title: string;
  readonly kind:
    | 'breached'
    | 'predicted'
    | 'anomaly'
    | 'no-data'
    | 'stale-forecast'
    | 'model-drift'
    | 'failure'
    | 'source-lag'
    | 'outside-band';
  readonly severity: 'critical' | 'warning';
  readonly query: QueryInput;
  /** How the numbers of one signal become one: the newest, or the worst of the steps ahead. */
  readonly reducer: 'last' | 'max';
  /** The number above which it fires; default 0. */
  readonly above?: number;
  /** How far back the query looks, in s; default: 14 days. */
  readonly lookBackS?: number;
  /** How long it must hold before it is sent. */
  readonly for: string;
  readonly summary: string;
  readonly description: string;
}

const SIGNAL = '{{ .Labels.signal }} of {{ .Labels.asset }}';
/** `B` is the query's number of this signal. Rounded to two decimals. */
const NUMBER = '{{ printf "%.2f" .Values.B.Value }}';
const DAYS = '{{ humanizeDuration .Values.B.Value }}';

/** Value and limit are worked out from margins and the newest reading, see `explain`. */
const IS_HIGH = 'or (eq .Labels.limit "high") (eq .Labels.limit "high-high")';
const figure = (high: string, low: string): string =>
  `{{ if ${IS_HIGH} }}{{ printf "%.2f" .Values.${high}.Value }}{{ else }}{{ printf "%.2f" .Values.${low}.Value }}{{ end }}`;
const KNOWN = '{{ if .Values.V.Labels }}';
const WHAT = 'Asset: {{ .Labels.asset }}. Signal: {{ .Labels.signal }}.';
const LIMIT = `Limit ({{ .Labels.limit }}): ${KNOWN}${figure('H', 'L')}{{ else }}see the dashboard{{ end }}.`;
const VALUE = `Value: ${KNOWN}{{ printf "%.2f" .Values.V.Value }}{{ else }}see the dashboard{{ end }}.`;
/** What predicted it: the model of the newest forecast, and how long ago that was issued (its vintage). */
const VINTAGE = `Model: {{ .Labels.model }}{{ if .Labels.interval }} (interval {{ .Labels.interval }}: fewer than 60 past forecasts stand behind it){{ end }}. Forecast issued: {{ if .Values.S.Labels }}{{ humanizeDuration .Values.S.Value }} ago{{ else }}see the dashboard{{ end }}.`;
/** When the limit is crossed first: by the prediction of breaches where that has had skill, else by the forecast itself. */
const TIME_TO_BREACH =
  'Time to breach: {{ if .Values.T.Labels }}{{ humanizeDuration .Values.T.Value }} (P50){{ else }}{{ if .Values.G.Labels }}{{ humanizeDuration .Values.G.Value }} ({{ .Labels.quantile }} of the forecast){{ else }}see the dashboard{{ end }}{{ end }}{{ if .Values.U.Labels }}, probability {{ humanizePercentage .Values.U.Value }}{{ end }}.';
/** A signal that never had a forecast has no model to name. */
const STALE_VINTAGE = `{{ if .Labels.model }}${VINTAGE}{{ else }}There is no forecast yet.{{ end }}`;
const PREDICTED = `Predicted value: ${KNOWN}${figure('P', 'Q')}{{ else }}see the dashboard{{ end }}.`;

export const ALERT_KINDS: readonly AlertKind[] = [
  {
    uid: 'wellhead-breached-now',
    title: 'Limit breached now',
    kind: 'breached',
    severity: 'critical',
    query: { queryType: 'margin', of: 'last' },
    reducer: 'last',
    for: '0s',
    summary: `${SIGNAL} is ${NUMBER} beyond its {{ .Labels.limit }} limit`,
    description: `${WHAT} ${VALUE} ${LIMIT} Beyond it by ${NUMBER}. Time to breach: none, it is there.`,
  },
  {
    uid: 'wellhead-predicted-p50',
    title: 'Limit predicted to be breached (P50)',
    kind: 'predicted',
    severity: 'warning',
    query: { queryType: 'margin', of: 'forecast', quantile: 0.5 },
    reducer: 'max',
    for: '0s',
    summary: `${SIGNAL} is expected to go ${NUMBER} beyond its {{ .Labels.limit }} limit`,
    description: `${WHAT} ${VALUE} ${PREDICTED} ${LIMIT} ${TIME_TO_BREACH} ${VINTAGE} The median of the newest forecast goes ${NUMBER} beyond it within the horizon: a breach is more likely than not.`,
  },
  {
    uid: 'wellhead-predicted-p90',
    title: 'Limit may be breached (P90)',
    kind: 'predicted',
    severity: 'warning',
    query: { queryType: 'margin', of: 'forecast', quantile: 0.9 },
    reducer: 'max',
    for: '0s',
    summary: `${SIGNAL} may go ${NUMBER} beyond its {{ .Labels.limit }} limit`,
    description: `${WHAT} ${VALUE} ${PREDICTED} ${LIMIT} ${TIME_TO_BREACH} ${VINTAGE} The edge of the newest forecast that one value in ten passes lies ${NUMBER} beyond it within the horizon.`,
  },
  {
    uid: 'wellhead-anomaly',
    title: 'Anomaly',
    kind: 'anomaly',
    severity: 'warning',
    query: { queryType: 'anomaly', view: 'margin' },
    reducer: 'last',
    for: '0s',
    summary: `${SIGNAL} is not as expected`,
    description: `${WHAT} ${VALUE} Its score of the last minutes lies {{ humanizePercentage .Values.B.Value }} beyond the bound (${NUMBER} times it): a spike, or a shift that has added up.`,
  },
  {
    uid: 'wellhead-failure',
    title: 'Failure likely',
    kind: 'failure',
    severity: 'warning',
    query: { queryType: 'ops', view: 'failure-margins', limit: 1_000 },
    reducer: 'last',
    for: '0s',
    summary: '{{ .Labels.asset }} is likely to fail within {{ .Labels.within_days }} days',
    description: `${WHAT} The probability of a failure within {{ .Labels.within_days }} days lies ${NUMBER} above the threshold of its model. What speaks most: {{ .Labels.speaks_most }}. Model: {{ .Labels.model }}, learnt from repairs.`,
  },
  {
    uid: 'wellhead-outside-band',
    title: 'Outside its forecast band',
    kind: 'outside-band',
    severity: 'warning',
    query: { queryType: 'margin', of: 'band' },
    reducer: 'last',
    for: '0s',
    summary: `${SIGNAL} is ${NUMBER} {{ .Labels.side }} its forecast band`,
    description: `${WHAT} ${VALUE} It lies ${NUMBER} {{ .Labels.side }} the 95 % interval that was forecast for it. Model: {{ .Labels.model }}{{ if .Labels.interval }} (interval {{ .Labels.interval }}: fewer than 60 past forecasts stand behind it){{ end }}.`,
  },
  {
    uid: 'wellhead-no-data',
    title: 'No data',
    kind: 'no-data',
    severity: 'critical',
    query: { queryType: 'age', of: 'reading', mode: 'overdue' },
    reducer: 'last',
    for: '5m',
    summary: `${SIGNAL} is overdue by ${DAYS}`,
    description: `${WHAT} The newest reading is ${DAYS} older than its signal allows: three of its intervals, unless the pack says otherwise.`,
  },
  {
    uid: 'wellhead-forecast-stale',
    title: 'Forecast stale',
    kind: 'stale-forecast',
    severity: 'warning',
    query: { queryType: 'age', of: 'forecast', mode: 'overdue' },
    reducer: 'last',
    for: '5m',
    summary: `The forecast of ${SIGNAL} is overdue by ${DAYS}`,
    description: `${WHAT} ${STALE_VINTAGE} The newest forecast is ${DAYS} older than twice its schedule: predicted breaches cannot be relied on.`,
  },
  {
    uid: 'wellhead-model-drift',
    title: 'Model drift',
    kind: 'model-drift',
    severity: 'warning',
    query: { queryType: 'scorecard', view: 'drift' },
    reducer: 'last',
    for: '5m',
    summary: `The {{ .Labels.of }} of forecasts of ${SIGNAL} has drifted`,
    description: `${WHAT} Model: {{ .Labels.model }}. Judged by what came, the {{ .Labels.of }} of its forecasts of the last 28 days lies ${NUMBER} beyond what chance explains: forecasts lean to one side, or their intervals hold too seldom.`,
  },
  {
    uid: 'wellhead-source-lag',
    title: 'Source lags',
    kind: 'source-lag',
    severity: 'warning',
    query: { queryType: 'telemetry', signals: ['wellhead_source_stream_lag_seconds.value'], aggregate: 'last' },
    reducer: 'last',
    above: 300,
    lookBackS: 900,
    for: '5m',
    summary: 'What waits in {{ .Labels.stream }} of {{ .Labels.source }} is {{ humanizeDuration .Values.B.Value }} old',
    description:
      'Source: {{ .Labels.source }} ({{ .Labels.kind }}). Stream: {{ .Labels.stream }}, partition {{ .Labels.partition }}. The oldest event of it that we lack, such as one in a topic of Kafka, waits for {{ humanizeDuration .Values.B.Value }}; allowed are 5 minutes.',
  },
];
