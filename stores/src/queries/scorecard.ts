import { type Frame, type QueryContext, type QueryOf, type ScorecardMetric } from '@wellhead/contracts';
import { scorecard, scorecardHistory, type ScorecardRow } from '../postgres/scorecard.js';
import { queryBacktest } from './backtest.js';
import { biasDrift, coverageDrift } from './drift.js';
import {
  type Labels,
  NUMBERS,
  SERIES,
  TABLE,
  answer,
  info,
  nsColumn,
  numberField,
  numberFrame,
  textField,
  timeField,
  timesField,
} from './frame-parts.js';
import type { QueryStores } from './query-stores.js';
import { signalContext, signalName, type SignalContext } from './signal-context.js';

type ScorecardQuery = QueryOf<'scorecard'>;

/**
 * How good forecasts have been. `backtest`: the newest back-test of each model. The rest judges vintages as they were issued, by what came
 * afterwards: a table, one metric by day, one metric as of the end of the range, or drift beyond chance.
 */
export async function queryScorecard(
  stores: QueryStores,
  query: ScorecardQuery,
  context: QueryContext,
): Promise<Frame[]> {
  const { view, by, windowDays } = query;
  if (view === 'backtest') return queryBacktest(stores, query);
  // A range that ends in the future, as charts of forecasts have, ends now.
  const untilMs = Math.min(context.toMs, context.nowMs);
  const filter = { assets: query.assets, signals: query.signals, by, windowDays, untilMs };
  const signals = await signalContext(stores, query);
  switch (view) {
    case 'rolling': {
      const rows = await scorecard(stores.pool, filter);
      return answer([tableOf(rows, signals)], TABLE, noneYet(rows));
    }
    case 'numbers': {
      const rows = await scorecard(stores.pool, filter);
      return answer(numbersOf(rows, query, signals), NUMBERS, noneYet(rows));
    }
    case 'series': {
      const rows = await scorecardHistory(stores.pool, { ...filter, fromMs: context.fromMs });
      return answer(seriesOf(rows, query, signals), SERIES, noneYet(rows));
    }
    case 'drift': {
      const rows = await scorecard(stores.pool, { ...filter, by: 'signal' });
      return answer(driftOf(rows, signals), NUMBERS, noneYet(rows));
    }
    default:
      return view satisfies never;
  }
}

const noneYet = (rows: readonly ScorecardRow[]) =>
  rows.length === 0 ? [info('No forecast of this time has met a reading yet.')] : [];

const RATIO = { unit: 'percentunit' } as const;
const FIGURES: Readonly<Record<ScorecardMetric, { readonly title: string; readonly config: object }>> = {
  mase: {
    title: 'MASE',
    config: { decimals: 2, description: 'Error beside that of the seasonal naive one step ahead in the history.' },
  },
  wape: {
    title: 'WAPE',
    config: { ...RATIO, description: 'Sum of absolute errors over the sum of absolute readings.' },
  },
  skill: {
    title: 'skill',
    config: {
      ...RATIO,
      description: 'Against the seasonal naive forecast from the same cutoffs: above 0 is better than it.',
    },
  },
  bias: {
    title: 'bias',
    config: { decimals: 2, description: 'Mean of expected value minus reading; above 0 the forecasts were too high.' },
  },
  pinball: {
    title: 'pinball',
    config: { decimals: 2, description: 'Mean loss of the seven quantiles, in the unit of the signal.' },
  },
  'coverage-50': { title: 'coverage 50 %', config: { ...RATIO, description: 'How often the 50 % interval held.' } },
  'coverage-80': { title: 'coverage 80 %', config: { ...RATIO, description: 'How often the 80 % interval held.' } },
  'coverage-95': { title: 'coverage 95 %', config: { ...RATIO, description: 'How often the 95 % interval held.' } },
  'interval-score-50': {
    title: 'interval score 50 %',
    config: { decimals: 2, description: 'Width, and 4 times what lies outside.' },
  },
  'interval-score-80': {
    title: 'interval score 80 %',
    config: { decimals: 2, description: 'Width, and 10 times what lies outside.' },
  },
  'interval-score-95': {
    title: 'interval score 95 %',
    config: { decimals: 2, description: 'Width, and 40 times what lies outside.' },
  },
};
const METRICS = Object.keys(FIGURES) as ScorecardMetric[];

function tableOf(rows: readonly ScorecardRow[], signals: SignalContext): Frame {
  return {
    name: 'scorecard',
    meta: TABLE,
    fields: [
      textField(
        'asset',
        rows.map(({ asset }) => asset),
      ),
      textField(
        'signal',
        rows.map((row) => (row.field === '' ? '' : signalName(row))),
      ),
      textField(
        'title',
        rows.map((row) => titleOf(row, signals)),
      ),
      textField(
        'model',
        rows.map(({ model }) => model),
      ),
      { name: 'published', type: 'boolean', values: rows.map(({ champion }) => champion) },
      ...METRICS.map((metric) =>
        numberField(
          FIGURES[metric].title,
          rows.map(({ metrics }) => metrics[metric]),
          FIGURES[metric].config,
        ),
      ),
      numberField('drift', rows.map(driftIn), {
        decimals: 2,
        description: 'How far bias or coverage lies beyond chance, the worse of them; above 0 = drifted.',
      }),
      numberField(
        'vintages',
        rows.map(({ vintages }) => vintages),
      ),
      numberField(
        'uncalibrated',
        rows.map(({ uncalibrated }) => uncalibrated),
        { description: 'Vintages of these whose interval had fewer than 60 past forecasts behind it.' },
      ),
      numberField(
        'n',
        rows.map(({ n }) => n),
        { description: 'Pairs of step and reading behind the figures.' },
      ),
      timesField(
        'newest vintage',
        rows.map(({ newestMs }) => newestMs),
      ),
    ],
  };
}

function numbersOf(rows: readonly ScorecardRow[], { metric }: ScorecardQuery, signals: SignalContext): Frame[] {
  const { title, config } = FIGURES[metric];
  return rows.flatMap((row) => {
    const value = row.metrics[metric];
    const name = nameOf(row, signals, title);
    return value === null ? [] : numberFrame(name, value, labelsOf(row), { displayNameFromDS: name, ...config });
  });
}

function seriesOf(rows: readonly ScorecardRow[], { metric }: ScorecardQuery, signals: SignalContext): Frame[] {
  const { title, config } = FIGURES[metric];
  const groups = new Map<string, ScorecardRow[]>();
  for (const row of rows) {
    if (row.metrics[metric] === null) continue;
    const key = JSON.stringify([row.asset, row.measurement, row.field, row.model]);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map((group) => {
    const newest = group.at(-1) as ScorecardRow;
    const name = nameOf(newest, signals, title);
    return {
      name,
      meta: SERIES,
      fields: [
        timeField(nsColumn(group.map(({ newestMs }) => newestMs))),
        {
          name: 'value',
          type: 'number',
          values: Float64Array.from(group, ({ metrics }) => metrics[metric] as number),
          labels: labelsOf(newest),
          config: { displayNameFromDS: name, ...config },
        },
      ],
    };
  });
}

/** Of published forecasts with enough vintages. */
function driftIn({ champion, first, field }: ScorecardRow): number | null {
  const known = [biasDrift(first), coverageDrift(first)].filter((drift) => drift !== undefined);
  return champion && field !== '' && known.length > 0 ? Math.max(...known) : null;
}

/** One number for bias and one for coverage of each published forecast. */
function driftOf(rows: readonly ScorecardRow[], signals: SignalContext): Frame[] {
  return rows
    .filter(({ champion }) => champion)
    .flatMap((row) =>
      [
        { of: 'bias', value: biasDrift(row.first), figure: row.first.meanError },
        { of: 'coverage', value: coverageDrift(row.first), figure: row.first.hits80 / row.first.n },
      ].flatMap(({ of, value, figure }) => {
        if (value === undefined) return [];
        const name = `${titleOf(row, signals)}: ${of}`;
        return numberFrame(
          name,
          value,
          { ...labelsOf(row), of },
          { displayNameFromDS: name, decimals: 2 },
          { drift: { figure, vintages: row.first.n } },
        );
      }),
    );
}

const labelsOf = (row: ScorecardRow): Labels => ({
  ...(row.field === '' ? {} : { asset: row.asset, signal: signalName(row) }),
  ...(row.model === '' ? {} : { model: row.model }),
});

function titleOf(row: ScorecardRow, signals: SignalContext): string {
  if (row.field === '') return row.model === '' ? 'all published' : row.model;
  const signal = signals.signal(row.asset, row.measurement, row.field);
  return signal === undefined ? signalName(row) : signals.nameOf(signal);
}

const nameOf = (row: ScorecardRow, signals: SignalContext, metric: string): string =>
  row.field === '' ? (row.model === '' ? metric : row.model) : `${titleOf(row, signals)}, ${row.model}`;
