import type { Frame, FrameNotice, ScoredBreach, Signal } from '@wellhead/contracts';
import { TABLE, info, numberField, textField, timesField } from './frame-parts.js';
import { signalName } from './signal-context.js';

export interface NamedBreach {
  readonly breach: ScoredBreach;
  readonly signal: Signal;
  readonly name: string;
}

/** What the prediction was worth, once it is known whether it came: the square of what the probability missed by. */
const brierOf = ({ outcome, probability }: ScoredBreach): number | null =>
  outcome === 'came' || outcome === 'did-not-come' ? (probability - Number(outcome === 'came')) ** 2 : null;

/** All settled predictions together, beside always saying the share of them that came. */
export function scored(named: readonly NamedBreach[]): FrameNotice[] {
  const settled = named.filter(({ breach }) => breach.shown && brierOf(breach) !== null);
  if (settled.length === 0) return [];
  const came = settled.filter(({ breach }) => breach.outcome === 'came').length / settled.length;
  const brier = settled.reduce((sum, { breach }) => sum + (brierOf(breach) ?? 0), 0) / settled.length;
  return [
    info(
      `${settled.length} predictions that were shown are settled, of which ${Math.round(came * settled.length)} came: Brier score ${brier.toFixed(3)}, against ${(came * (1 - came)).toFixed(3)} of always saying that share.`,
    ),
  ];
}

/** Predicted breaches, a row each; `history`: with what became of them. */
export function tableOf(named: readonly NamedBreach[], history: boolean): Frame {
  const breaches = named.map(({ breach }) => breach);
  const shown = <T>(value: (breach: ScoredBreach) => T): (T | null)[] =>
    breaches.map((breach) => (breach.shown ? value(breach) : null));
  return {
    name: 'breaches',
    meta: TABLE,
    fields: [
      textField(
        'asset',
        breaches.map(({ asset }) => asset),
      ),
      textField('signal', breaches.map(signalName)),
      textField(
        'title',
        named.map(({ name }) => name),
      ),
      textField(
        'limit',
        breaches.map(({ limit }) => limit),
      ),
      numberField(
        'limit value',
        breaches.map(({ limitValue }) => limitValue),
      ),
      numberField(
        'probability',
        shown(({ probability }) => probability),
        {
          unit: 'percentunit',
          description: 'Of a crossing within the horizon, recalibrated on past origins.',
        },
      ),
      timesField(
        'p10',
        shown(({ p10Ms }) => p10Ms),
      ),
      timesField(
        'p50',
        shown(({ p50Ms }) => p50Ms),
      ),
      timesField(
        'p90',
        shown(({ p90Ms }) => p90Ms),
      ),
      { name: 'shown', type: 'boolean', values: breaches.map((breach) => breach.shown) },
      {
        name: 'calibrated',
        type: 'boolean',
        values: breaches.map((breach) => breach.calibrated),
        config: {
          description: 'Of the interval of its forecast. False: fewer than 60 past forecasts stand behind it.',
        },
      },
      numberField(
        'skill',
        shown(({ skill }) => skill),
        {
          description: 'Brier skill against the share of breaches; told, as the prediction is, where it is above 0.',
        },
      ),
      numberField(
        'judged',
        breaches.map(({ judged }) => judged),
        { description: 'Past predictions behind the skill.' },
      ),
      textField(
        'model',
        breaches.map(({ model }) => model),
      ),
      timesField(
        'issued at',
        breaches.map(({ issuedAtMs }) => issuedAtMs),
      ),
      ...(history
        ? [
            textField(
              'outcome',
              breaches.map(({ outcome }) => outcome),
            ),
            timesField(
              'came at',
              breaches.map(({ cameAtMs }) => cameAtMs),
            ),
            numberField('brier', breaches.map(brierOf), {
              decimals: 3,
              description: 'Square of what the probability missed by: 0 = right, 1 = wrong. Empty while it is open.',
            }),
          ]
        : []),
    ],
  };
}
