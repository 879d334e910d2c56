import type { BreachFrameMeta } from '@wellhead/contracts';
import { limitTitle } from './chart-colors.js';
import type { SignalChoice, SignalPicture, Vintage } from './picture-model.js';
import type { ReadingAt } from './reading-at.js';

/** What the chart says in words, for the tooltip, for screen readers and for its badges. Pure. */

export interface Words {
  value(value: number): string;
  time(ms: number): string;
}

export const percent = (level: number): string => `${Math.round(level * 100)} %`;

export const titleOf = ({ asset, signal, titles }: Omit<SignalChoice, 'key'>): string =>
  [titles?.signal ?? signal, titles?.asset ?? asset].filter((part) => part !== '').join(' · ');

/** One line each: label and text. */
export function linesOf(reading: ReadingAt, words: Words): { label: string; text: string }[] {
  const lines: { label: string; text: string }[] = [];
  if (reading.value !== undefined) {
    lines.push({ label: 'Measured', text: reading.value === null ? 'no reading' : words.value(reading.value) });
  }
  if (typeof reading.median === 'number') lines.push({ label: 'Forecast', text: words.value(reading.median) });
  for (const { level, lower, upper } of [...reading.bands].reverse()) {
    lines.push({ label: percent(level), text: `${words.value(lower)} to ${words.value(upper)}` });
  }
  return lines;
}

export function summaryOf(picture: SignalPicture, vintage: Vintage | undefined, words: Words): string {
  const last = picture.history.findLast((point) => point.value !== null);
  const end = vintage?.points.at(-1);
  const band = end?.bands.find(({ level }) => level === 0.8);
  return [
    `${titleOf(picture)}.`,
    typeof last?.value === 'number' ? `Last measured ${words.value(last.value)} at ${words.time(last.timeMs)}.` : '',
    vintage && vintage.issuedAtMs > 0 ? `Forecast issued ${words.time(vintage.issuedAtMs)}.` : '',
    typeof end?.median === 'number' ? `By ${words.time(end.timeMs)} expected ${words.value(end.median)}` : '',
    band ? `, 80 % between ${words.value(band.lower)} and ${words.value(band.upper)}.` : '',
    vintage && !vintage.calibrated ? 'Its intervals are uncalibrated.' : '',
    ...(vintage?.breaches ?? [])
      .filter(({ shown, p10Ms }) => shown && p10Ms !== null)
      .map((breach) => breachText(breach, words)),
    'Use the left and right arrow keys to read values.',
  ]
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll(' ,', ',');
}

/** One sentence: limit, probability and times. */
export function breachText(
  { limit, limitValue, probability, p10Ms, p50Ms, p90Ms }: BreachFrameMeta,
  words: Words,
): string {
  const by = (label: string, timeMs: number | null): string =>
    `${label} ${timeMs === null ? 'beyond the horizon' : words.time(timeMs)}`;
  return `${limitTitle[limit]} ${words.value(limitValue)} crossed with a probability of ${percent(probability)}: ${[by('P10', p10Ms), by('P50', p50Ms), by('P90', p90Ms)].join(', ')}.`;
}

export interface BadgeWords {
  readonly text: string;
  readonly explanation: string;
}

/** Warnings that belong beside every forecast that deserves them. */
export function badgesOf(vintage: Vintage | undefined): BadgeWords[] {
  if (!vintage) return [];
  const badges: BadgeWords[] = [];
  if (!vintage.calibrated) {
    const origins = vintage.origins === undefined ? 'Too few' : `Only ${vintage.origins}`;
    badges.push({
      text: 'uncalibrated',
      explanation: `${origins} past forecasts stand behind these intervals; they may be too narrow or too wide.`,
    });
  }
  if (vintage.breaches.some(({ shown }) => !shown)) {
    badges.push({
      text: 'no breach time',
      explanation:
        'When a limit will be crossed is not shown: for this signal such probabilities were no better in the past than knowing how often it happens.',
    });
  }
  if (vintage.stale) {
    badges.push({
      text: 'stale',
      explanation: 'This forecast is older than twice its schedule. See whether the forecaster runs.',
    });
  }
  return badges;
}
