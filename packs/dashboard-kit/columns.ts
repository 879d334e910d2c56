import type { QueryInput } from '@wellhead/contracts';
import type { Link } from './links.js';
import { property, steps } from './looks.js';
import { query } from './query.js';
import { type dashboard, table } from './sdk.js';

/** How a column shows its values. */
interface Look {
  readonly unit?: string;
  readonly decimals?: number;
  /** In pixels; columns without one share what is left. */
  readonly width?: number;
  /** In pixels, of a column without a width: what it keeps on a phone, where the table then scrolls. */
  readonly minWidth?: number;
  /** Colours of the text, by value. */
  readonly thresholds?: dashboard.ThresholdsConfig;
  /** Words instead of values, or their colours. */
  readonly mappings?: readonly { readonly type: 'value'; readonly options: Readonly<Record<string, object>> }[];
  readonly cellOptions?: { readonly type: 'color-text' } | { readonly type: 'auto'; readonly wrapText: true };
  readonly links?: readonly Link[];
}

const PROPERTIES = {
  unit: 'unit',
  decimals: 'decimals',
  width: 'custom.width',
  minWidth: 'custom.minWidth',
  thresholds: 'thresholds',
  mappings: 'mappings',
  cellOptions: 'custom.cellOptions',
  links: 'links',
} as const satisfies Record<keyof Look, string>;

/** A column by its name in the answer, its title, and how it shows its values. */
export type Column = readonly [name: string, title: string, look?: Look];

export const MOMENT = { unit: 'time:YYYY-MM-DD HH:mm', width: 150 } as const;
/** A moment of these weeks: the year goes without saying. */
export const RECENT = { unit: 'time:MM-DD HH:mm', width: 110 } as const;
export const DAY = { unit: 'time:YYYY-MM-DD', width: 110 } as const;
export const COUNT = { unit: 'locale', decimals: 0, minWidth: 80 } as const;
/** A number that names something: no thousands apart. */
export const NUMBER = { unit: 'none', decimals: 0, minWidth: 90 } as const;
export const RATIO = { unit: 'percentunit', decimals: 1, minWidth: 75 } as const;
export const PROBABILITY = { unit: 'percentunit', decimals: 0 } as const;
export const DURATION = { unit: 'dtdurations', decimals: 0, minWidth: 90 } as const;
/** A sentence: it goes on in a new line. One column of a table can. */
export const SENTENCE = { cellOptions: { type: 'auto', wrapText: true }, minWidth: 220 } as const;
export const YES_OR_DASH = {
  mappings: [{ type: 'value', options: { true: { text: 'yes', index: 0 }, false: { text: '–', index: 1 } } }],
} as const;
/** Whether enough past forecasts stand behind an interval. */
export const CALIBRATED = {
  width: 100,
  mappings: [
    {
      type: 'value',
      options: { true: { text: 'yes', index: 0 }, false: { text: 'uncalibrated', color: 'orange', index: 1 } },
    },
  ],
} as const;

/** Of the view `streams` of our own state. */
export const STREAMS: readonly Column[] = [
  ['source', 'Source', { minWidth: 150 }],
  ['topic', 'Stream', { minWidth: 150 }],
  ['partition', 'Partition', { width: 90 }],
  ['stored up to', 'Stored up to'],
  ['waiting events', 'Waiting'],
  ['waiting bytes', 'Waiting, bytes', { width: 125 }],
  ['lag', 'Lag', { width: 80 }],
  ['seen', 'Seen', MOMENT],
];

const COLORED = { cellOptions: { type: 'color-text' } } as const;
export const RED_BELOW_ZERO = { ...COLORED, thresholds: steps(['red', null], ['text', 0]) } as const;
export const RED_ABOVE_ZERO = { ...COLORED, thresholds: steps(['text', null], ['red', 0]) } as const;
/** Green up to a value, red from it on. */
export const redFrom = (value: number): Look => ({ ...COLORED, thresholds: steps(['green', null], ['red', value]) });
/** A column of words: this one in red, the others in the colour of text. */
export const redWord = (word: string): Look => ({
  ...COLORED,
  thresholds: steps(['text', null]),
  mappings: [{ type: 'value', options: { [word]: { text: word, color: 'red', index: 0 } } }],
});

const isLook = (name: string): name is keyof Look => name in PROPERTIES;

/** A table whose columns have these titles; other columns keep their names, hidden ones are not seen. */
export const recordTable = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  asked: QueryInput,
  columns: readonly Column[] = [],
  hidden: readonly string[] = [],
): table.PanelBuilder => {
  const panel = new table.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .minWidth(60)
    .noValue('–')
    // What a table says when it has no rows is not said in its cells: without a value they have a dash.
    .overrideByRegexp('/.*/', [property('noValue', '–')])
    .withTarget(query('A', asked));
  for (const [name, shown, look = {}] of columns)
    panel.overrideByName(name, [
      property('displayName', shown),
      ...Object.entries(look).flatMap(([key, value]) => (isLook(key) ? [property(PROPERTIES[key], value)] : [])),
    ]);
  for (const name of hidden) panel.overrideByName(name, [property('custom.hidden', true)]);
  return panel;
};
