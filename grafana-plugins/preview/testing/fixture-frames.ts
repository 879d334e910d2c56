import { manyWells, NOW } from '../../wellhead-app/src/panels/assetboard/testing-board.js';
import { cardFrames } from '../../wellhead-app/src/panels/dynacard/testing-cards.js';

/** Frames of a made-up shop and field, relative to the start of today, UTC. */

export const DAY = 86_400_000;
export const today = (nowMs: number): number => Math.floor(nowMs / DAY) * DAY;

export interface JsonFrame {
  readonly schema: {
    readonly refId?: string;
    readonly name?: string;
    readonly meta?: unknown;
    readonly fields: readonly unknown[];
  };
  readonly data: { readonly values: readonly (readonly unknown[])[] };
}

const wave = (day: number): number =>
  2_000 + 700 * Math.sin((2 * Math.PI * day) / 7) + 4 * day + 260 * Math.sin(day * 1.7);
const QUANTILES = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
const SPREAD: Readonly<Record<number, number>> = {
  0.025: -1.96,
  0.1: -1.28,
  0.25: -0.67,
  0.5: 0,
  0.75: 0.67,
  0.9: 1.28,
  0.975: 1.96,
};
export const LIMITS = [
  { kind: 'high', value: 3_400 },
  { kind: 'low', value: 900 },
];

const series = (
  name: string,
  labels: Readonly<Record<string, string>>,
  times: readonly number[],
  values: readonly (number | null)[],
  meta: object = {},
): JsonFrame => ({
  schema: {
    name,
    meta: { type: 'timeseries-multi', typeVersion: [0, 1], ...meta },
    fields: [
      { name: 'time', type: 'time', typeInfo: { frame: 'time.Time' } },
      {
        name: 'value',
        type: 'number',
        labels,
        config: { unit: 'currencyUSD', interval: DAY },
        typeInfo: { frame: 'float64' },
      },
    ],
  },
  data: { values: [times, values] },
});

export const tableFrame = (name: string, columns: Readonly<Record<string, readonly unknown[]>>): JsonFrame => ({
  schema: {
    name,
    meta: { type: 'table' },
    fields: Object.entries(columns).map(([column, values]) => ({
      name: column,
      type: typeof values[0] === 'number' ? (column === 'day' ? 'time' : 'number') : 'string',
    })),
  },
  data: { values: Object.values(columns) },
});

const labels = (asset: string) => ({ asset, signal: 'sales.amount' });

/** Ninety days, a reading a day or so many in all. */
export function telemetryFrames(nowMs: number, assets: readonly string[], points = 90): JsonFrame[] {
  const days = Array.from({ length: points }, (_, index) => (index * 90) / points);
  const times = days.map((day) => today(nowMs) - Math.round((89 - day) * DAY));
  return assets.map((asset, at) =>
    series(
      asset,
      labels(asset),
      times,
      days.map((day) => wave(day) / (at + 1)),
      { custom: { limits: LIMITS } },
    ),
  );
}

export function forecastFrames(nowMs: number, assets: readonly string[], vintages: number): JsonFrame[] {
  return assets.flatMap((asset, at) =>
    Array.from({ length: vintages }, (_, back) => back).flatMap((back) => {
      const cutoffMs = today(nowMs) - back * 7 * DAY;
      const steps = Array.from({ length: 14 }, (_, step) => step + 1);
      return QUANTILES.map((quantile) =>
        series(
          `${asset} p${quantile * 100}`,
          { ...labels(asset), quantile: String(quantile) },
          steps.map((step) => cutoffMs + step * DAY),
          steps.map(
            (step) => (wave(89 - back * 7 + step) + (SPREAD[quantile] ?? 0) * 180 * Math.sqrt(step)) / (at + 1),
          ),
          {
            custom: {
              forecast: {
                asset,
                signal: 'sales.amount',
                model: 'holt-winters@2',
                issuedAtMs: cutoffMs + 3_600_000,
                cutoffMs,
                stepMs: DAY,
                calibrated: asset === 'total',
                origins: asset === 'total' ? 120 : 14,
                stale: false,
              },
              limits: LIMITS,
            },
          },
        ),
      );
    }),
  );
}

/** Five hundred wells, their predicted breaches and their groups, moved to now. */
export const boardFrames = (nowMs: number): JsonFrame[] =>
  manyWells(500).map(({ name, fields }) => ({
    schema: {
      name,
      meta: { custom: { limits: BOARD_LIMITS } },
      fields: fields.map(({ values: _values, ...field }) => field),
    },
    data: {
      values: fields.map(({ type, values }) =>
        type === 'time' ? values.map((value) => (typeof value === 'number' ? value - NOW + nowMs : null)) : values,
      ),
    },
  }));
const BOARD_LIMITS = [
  { kind: 'high', value: 100 },
  { kind: 'low', value: 10 },
];

/** Cards of a well, the last third of them fluid pound. */
export const dynacardFrames = (cards: number): JsonFrame[] =>
  cardFrames(
    Array.from({ length: cards }, (_, at) => (at < (cards * 2) / 3 ? {} : { class: 'fluid-pound', fillage: 0.6 })),
  ).map(({ name, fields }) => ({
    schema: { name, fields: fields.map(({ values: _values, ...field }) => field) },
    data: { values: fields.map(({ values }) => values) },
  }));

/** Sixty days of a quiet process that moves up by three sigma in the middle. */
export const processFrame = (nowMs: number): JsonFrame =>
  series(
    'viscosity',
    { asset: 'total', signal: 'lab.viscosity' },
    Array.from({ length: 60 }, (_, day) => today(nowMs) - (59 - day) * DAY),
    Array.from({ length: 60 }, (_, day) => 50 + 2 * Math.sin(day * 2.4) + Math.cos(day * 5.1) + (day < 30 ? 0 : 6)),
    {
      custom: {
        limits: [
          { kind: 'high', value: 62 },
          { kind: 'low', value: 42 },
        ],
      },
    },
  );
