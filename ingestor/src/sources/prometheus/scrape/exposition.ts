import { METRIC_NAME } from '../metric-naming.js';

export type ExpositionFormat = 'text' | 'openmetrics';

export interface ExposedSample {
  /** 1-based. */
  readonly line: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Undefined: the time of the scrape. */
  readonly timeMs: number | undefined;
}
export interface ExpositionFault {
  readonly line: number;
  readonly raw: string;
  readonly reason: string;
}
export interface Exposition {
  readonly samples: readonly ExposedSample[];
  readonly faults: readonly ExpositionFault[];
  /** Of OpenMetrics: the closing `# EOF` was there; an answer without one broke off. */
  readonly isWhole: boolean;
}

/**
 * Reads what a `/metrics` page exposes: Prometheus' text format (times in ms) or OpenMetrics 1.0 (times in seconds, `# EOF` at the end, exemplars,
 * which are passed over). Names may be quoted (UTF-8 names of Prometheus 3). A bad line is told and the others are kept. Never throws.
 * Sources: prometheus.io/docs/instrumenting/exposition_formats, prometheus.io/docs/specs/om/open_metrics_spec.
 */
export function readExposition(text: string, format: ExpositionFormat): Exposition {
  const samples: ExposedSample[] = [];
  const faults: ExpositionFault[] = [];
  let isWhole = format === 'text';
  text.split('\n').forEach((raw, at) => {
    const content = raw.trim();
    if (format === 'openmetrics' && content === '# EOF') isWhole = true;
    if (content === '' || content.startsWith('#')) return;
    const sample = readSample(content, format);
    if (typeof sample === 'string') faults.push({ line: at + 1, raw, reason: sample });
    else samples.push({ line: at + 1, ...sample });
  });
  return { samples, faults, isWhole };
}

const NAME = /[A-Za-z_:][\w:]*/y;
const LABEL_NAME = /[A-Za-z_][\w.]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const SPACES = /[ \t]*/y;
const NUMBER = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|0x[0-9a-f]+|inf(?:inity)?|nan)$/i;

function readSample(text: string, format: ExpositionFormat): Omit<ExposedSample, 'line'> | string {
  const labels = Object.create(null) as Record<string, string>;
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? undefined;
    if (found) at += found[0].length;
    return found;
  };
  const name = take(NAME)?.[0];
  if (name !== undefined) labels[METRIC_NAME] = name;
  take(SPACES);
  if (text[at] === '{') {
    at += 1;
    for (;;) {
      take(SPACES);
      if (text[at] === '}') break;
      const quoted = take(QUOTED)?.[1];
      const label = quoted === undefined ? take(LABEL_NAME)?.[0] : unescaped(quoted);
      if (label === undefined) return `the labels cannot be read at “${text.slice(at, at + 20)}”`;
      take(SPACES);
      const isName = quoted !== undefined && text[at] !== '=';
      if (!isName) {
        if (text[at] !== '=') return `the label “${label}” has no value`;
        at += 1;
        take(SPACES);
      }
      const value = isName ? label : take(QUOTED)?.[1];
      if (value === undefined) return `the value of label “${label}” is not in double quotes`;
      const key = isName ? METRIC_NAME : label;
      if (Object.hasOwn(labels, key))
        return isName ? 'the metric has two names' : `the label “${label}” is there twice`;
      labels[key] = isName ? label : unescaped(value);
      take(SPACES);
      if (text[at] === ',') at += 1;
      else if (text[at] !== '}') return 'the labels do not end in }';
    }
    at += 1;
  }
  if (labels[METRIC_NAME] === undefined) return 'there is no metric name';
  // What follows ` # ` is an exemplar.
  const rest = (format === 'openmetrics' ? text.slice(at).split(' # ')[0] : text.slice(at)) ?? '';
  const [value = '', time, ...more] = rest.trim().split(/[ \t]+/);
  if (more.length > 0) return `behind the time there is “${more.join(' ').slice(0, 40)}”`;
  const number = numberOf(value);
  if (number === undefined) return `the value is no number: found “${value.slice(0, 40)}”`;
  const timeMs = time === undefined ? undefined : timeOf(time, format);
  if (time !== undefined && timeMs === undefined) return `the time cannot be read: found “${time.slice(0, 40)}”`;
  return { labels, value: number, timeMs };
}

/** As Go's ParseFloat reads them, which is what the format names. */
function numberOf(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const word = text.replace(/^[+-]/, '').toLowerCase();
  const sign = text.startsWith('-') ? -1 : 1;
  if (word.startsWith('inf')) return sign * Infinity;
  return word === 'nan' ? Number.NaN : sign * Number(word);
}

function timeOf(text: string, format: ExpositionFormat): number | undefined {
  if (format === 'text') return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
  const seconds = numberOf(text);
  return seconds === undefined || !Number.isFinite(seconds) ? undefined : Math.round(seconds * 1_000);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n' };
const unescaped = (text: string): string => text.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter);
