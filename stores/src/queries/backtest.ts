import type { Frame, QueryOf } from '@wellhead/contracts';
import { INTERVALS } from '@wellhead/contracts';
import { latestScores } from '../postgres/scores.js';
import { TABLE, numberField, textField, timesField } from './frame-parts.js';
import type { QueryStores } from './query-stores.js';
import { signalContext, signalName } from './signal-context.js';

/** The newest back-test of each model on each signal: one table, the published model of a signal first, coverage as a ratio with its n. */
export async function queryBacktest(stores: QueryStores, query: QueryOf<'scorecard'>): Promise<Frame[]> {
  const [scores, signals] = await Promise.all([latestScores(stores.pool, query), signalContext(stores, query)]);
  const coverage = INTERVALS.map(({ level }) => scores.map((score) => score.coverage[String(level)]));
  return [
    {
      name: 'scorecard',
      meta: TABLE,
      fields: [
        textField(
          'asset',
          scores.map((score) => score.asset),
        ),
        textField('signal', scores.map(signalName)),
        textField(
          'title',
          scores.map((score) => {
            const signal = signals.signal(score.asset, score.measurement, score.field);
            return signal === undefined ? signalName(score) : signals.nameOf(signal);
          }),
        ),
        textField(
          'model',
          scores.map((score) => score.model),
        ),
        { name: 'published', type: 'boolean', values: scores.map((score) => score.champion) },
        numberField(
          'mase',
          scores.map((score) => score.mase),
          { description: 'Error beside the seasonal naive: below 1 is better.' },
        ),
        numberField(
          'wape',
          scores.map((score) => score.wape),
          { unit: 'percentunit' },
        ),
        numberField(
          'pinball',
          scores.map((score) => score.pinball),
          { description: 'Loss over the quantiles; empty for models that are scored without intervals.' },
        ),
        numberField(
          'origins',
          scores.map((score) => score.origins),
          { description: 'Rolling origins behind the figures.' },
        ),
        {
          name: 'calibrated',
          type: 'boolean',
          values: scores.map((score) => score.calibrated),
          config: { description: 'False: fewer than 60 origins stand behind its intervals. Empty: it has none.' },
        },
        ...INTERVALS.map(({ level }, at) =>
          numberField(
            `coverage ${Math.round(level * 100)} %`,
            (coverage[at] ?? []).map((one) => (one === undefined || one.n === 0 ? null : one.hit / one.n)),
            { unit: 'percentunit', description: `How often the ${Math.round(level * 100)} % interval held.` },
          ),
        ),
        numberField(
          'coverage n',
          (coverage[1] ?? []).map((one) => one?.n ?? null),
        ),
        timesField(
          'scored at',
          scores.map((score) => score.scoredAtMs),
        ),
      ],
    },
  ];
}
