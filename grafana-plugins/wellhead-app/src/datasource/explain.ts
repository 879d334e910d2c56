import type { QueryType, WellheadQuery } from './types.js';

/** One sentence a query: what it returns, for people who have never read its schema. Pure. */

export const QUERY_TYPES: readonly { value: QueryType; label: string; description: string }[] = [
  { value: 'telemetry', label: 'Telemetry', description: 'What was measured' },
  { value: 'forecast', label: 'Forecast', description: 'What is expected, with its intervals' },
  { value: 'margin', label: 'Margin', description: 'How far from its limits: for alert rules' },
  { value: 'breach', label: 'Breach', description: 'When a limit will be reached, and how likely' },
  { value: 'anomaly', label: 'Anomaly', description: 'Readings that are not as expected' },
  { value: 'age', label: 'Age', description: 'How old the data is: for alert rules' },
  { value: 'records', label: 'Records', description: 'Rows as they were received' },
  { value: 'mart', label: 'Mart', description: 'Prepared tables, grouped and summed' },
  { value: 'scorecard', label: 'Scorecard', description: 'How good each model is' },
  { value: 'decomposition', label: 'Decomposition', description: 'Trend, season and remainder of the history' },
  { value: 'dynacards', label: 'Dynacards', description: 'Dynamograms with their pump card and diagnosis' },
  { value: 'ops', label: 'Operations', description: 'Sources, runs, quarantine, ledger' },
];

export function explain(query: WellheadQuery): string {
  const type = query.queryType;
  switch (type) {
    case 'telemetry': {
      const aggregate = query.aggregate ?? 'envelope';
      const words: Partial<Record<typeof aggregate, string>> = {
        raw: 'every reading',
        newest: 'its newest reading',
        course: 'its course in about 120 values, and its newest reading',
        envelope: 'the smallest and largest reading of each interval, so that no spike is lost',
      };
      const live = query.live ? ' New readings are drawn as they come.' : '';
      return `One series for each signal of ${assetsOf(query)}: ${words[aggregate] ?? `the ${aggregate} of each interval`}.${live}`;
    }
    case 'forecast': {
      const model = query.model ? `by the model ${query.model}` : 'by the best model of each signal';
      const vintages = (query.vintages ?? 1) > 1 ? `the newest ${query.vintages} forecasts` : 'the newest forecast';
      const when = query.nextHours ? `the next ${query.nextHours} hours, whatever the time range` : 'the time range';
      const believed = query.believedAtMs
        ? `, as believed on ${new Date(query.believedAtMs).toISOString().slice(0, 16)}Z`
        : '';
      return `For each signal of ${assetsOf(query)} one series a quantile: ${vintages} ${model}${believed}, for ${when}.`;
    }
    case 'margin': {
      if (query.of === 'band')
        return `For each forecast signal of ${assetsOf(query)} how far its last reading lies outside the 95 % interval that was forecast for it, above 0 when it does.`;
      const of =
        query.of === 'forecast' ? `the ${percentile(query.quantile ?? 0.5)} of the forecast` : 'the last reading';
      return `For each limit of ${assetsOf(query)} one number: ${of} minus the limit, above 0 when it is breached. Limits are read as they are now.`;
    }
    case 'breach':
      return `For each limit of ${assetsOf(query)}: ${BREACH_WORDS[query.view ?? 'list'](percentileOfTime(query.quantile ?? 0.5))}. Left out where such probabilities have had no skill.`;
    case 'anomaly':
      return `For each signal of ${assetsOf(query)}: ${ANOMALY_WORDS[query.view ?? 'scores']}.`;
    case 'age': {
      const what = query.of === 'forecast' ? 'newest forecast' : 'last reading';
      return query.mode === 'overdue'
        ? `For each signal of ${assetsOf(query)} how many seconds the ${what} is overdue, above 0 when it is too old.`
        : `For each signal of ${assetsOf(query)} the age of the ${what} in seconds.`;
    }
    case 'records':
      return query.type
        ? `Rows of ${query.type} as they were received${filtersOf(query.filters?.length ?? 0)}, at most ${query.limit ?? 1000}.`
        : 'Choose a record type to see its rows.';
    case 'mart': {
      if (!query.table) return 'Choose a table to see its rows.';
      const grouped = (query.groupBy ?? []).length > 0 ? `, one row for each ${query.groupBy?.join(' and ')}` : '';
      const time = query.timeColumn ? `, ${query.timeColumn} inside the time range` : '';
      return `Rows of ${query.table}${grouped}${filtersOf(query.filters?.length ?? 0)}${time}, at most ${query.limit ?? 1000}${query.as === 'series' ? ', as time series' : ''}.`;
    }
    case 'scorecard':
      return scorecardWords(query);
    case 'decomposition': {
      const parts = query.parts?.length ? query.parts.join(' and ') : 'trend, season and remainder';
      return `For each signal of ${assetsOf(query)}: ${parts} of its history, as its published model sees them.`;
    }
    case 'dynacards': {
      const classes = (query.classes ?? []).length > 0 ? `, only ${query.classes?.join(', ')}` : '';
      const points = query.curves === false ? '' : ', and the points of surface and pump card';
      return `The newest ${query.limit ?? 300} cards of ${assetsOf(query)} in the time range${classes}: a row a card with its diagnosis${points}.`;
    }
    case 'ops':
      return OPS_WORDS[query.view];
    default:
      return type satisfies never;
  }
}

const ANOMALY_WORDS: Record<NonNullable<Extract<WellheadQuery, { queryType: 'anomaly' }>['view']>, string> = {
  scores: 'how far each reading lies from what was expected (z), and what has added up (CUSUM)',
  margin: 'how far the worst score of the last minutes lies beyond its bound, above 0 for an anomaly',
  points: 'the readings that are anomalies, for the fan chart',
  marks: 'a mark for each reading that is an anomaly, for annotations',
};

function scorecardWords(query: Extract<WellheadQuery, { queryType: 'scorecard' }>): string {
  const view = query.view ?? 'backtest';
  const of = { signal: 'each signal and model', model: 'each model', all: 'all published forecasts' }[
    query.by ?? 'signal'
  ];
  const lately = `forecasts of ${assetsOf(query)} that were issued in the last ${query.windowDays ?? 28} days, judged by what came`;
  switch (view) {
    case 'backtest':
      return `For each signal of ${assetsOf(query)} and each model: its errors in the back-test and how often its intervals held.`;
    case 'rolling':
      return `A row for ${of}: ${lately}.`;
    case 'series':
      return `A line for ${of}, ${query.metric ?? 'mase'} by day: ${lately}.`;
    case 'numbers':
      return `A number for ${of}, ${query.metric ?? 'mase'}: ${lately}.`;
    case 'drift':
      return `For each published forecast how far bias and coverage lie beyond chance, above 0 when it has drifted: ${lately}.`;
    default:
      return view satisfies never;
  }
}

const OPS_WORDS: Record<
  WellheadQuery extends infer Q ? (Q extends { view: infer V extends string } ? V : never) : never,
  string
> = {
  sources: 'Every source that sends data, how much, and when it was last heard.',
  runs: 'Runs of flows and of the forecaster, newest first.',
  quarantine: 'Refused rows with the reason, newest first.',
  'quarantine-reasons': 'How many refused rows are open, by who sent them, who refused them and why, the most first.',
  ledger: 'Rows received, accepted, quarantined, delivered and pending by source and hour; the columns must balance.',
  'ledger-balance':
    'Rows received, accepted, quarantined, delivered and pending by hour over all sources; what is left over is the imbalance.',
  audits: 'Readings written against readings that the store counts, newest first.',
  notifications: 'Alert notifications that Grafana has sent, newest first.',
  signals: 'Every signal with its unit, its last value and its limits.',
  streams:
    'Topics, partitions and other streams of the sources: the offset that is stored, what waits, how old it can be.',
  events: 'The last events of each topic with key, headers and payload, newest first.',
  failures: 'How likely each machine fails within 7 and 30 days, and what speaks for it, the most likely first.',
  'failure-margins':
    'By how much the probability of a failure lies above the threshold of its model: above 0 the model warns. One number a machine and horizon.',
  'failure-scores':
    'Precision, recall, false alarms and lead time of warnings of failures on machines and days not learnt from, beside the plain rule.',
  groups: 'Assets whose signals run alike, with how well each fits its group.',
};

type BreachView = NonNullable<Extract<WellheadQuery, { queryType: 'breach' }>['view']>;
const BREACH_WORDS: Record<BreachView, (quantile: string) => string> = {
  list: () => 'a row with the probability that it is crossed within the horizon, and when (P10, P50, P90)',
  probability: () => 'the probability that it is crossed within the horizon',
  seconds: (quantile) => `the seconds from now until the ${quantile} of its first crossing`,
  marks: () => 'a mark from P10 to P90 of its first crossing, for annotations',
  history: () => 'a row a prediction that was issued in the time range, with what became of it',
};
const percentileOfTime = (quantile: number): string => `P${Math.round(quantile * 100)}`;

const assetsOf = ({ assets }: { assets?: readonly string[] | undefined }): string =>
  !assets || assets.length === 0 ? 'every asset' : assets.join(', ');
const filtersOf = (count: number): string => (count === 0 ? '' : count === 1 ? ', one filter' : `, ${count} filters`);
const percentile = (quantile: number): string => (quantile === 0.5 ? 'median' : `P${Math.round(quantile * 1000) / 10}`);
