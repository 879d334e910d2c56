import express from 'express';
import { manyWells, NOW } from '../../wellhead-app/src/panels/assetboard/testing-board.js';
import { cardFrames } from '../../wellhead-app/src/panels/dynacard/testing-cards.js';

/** An api that answers with fixed frames, so that the page can be looked at and tested without stores. */

const DAY = 86_400_000;
/** Everything in the fixtures is relative to the start of this day, UTC. */
const today = (nowMs: number): number => Math.floor(nowMs / DAY) * DAY;

interface Schema {
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
const LIMITS = [
  { kind: 'high', value: 3_400 },
  { kind: 'low', value: 900 },
];

const series = (
  name: string,
  labels: Readonly<Record<string, string>>,
  times: readonly number[],
  values: readonly (number | null)[],
  meta: object = {},
): Schema => ({
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

const table = (name: string, columns: Readonly<Record<string, readonly unknown[]>>): Schema => ({
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
export function telemetryFrames(nowMs: number, assets: readonly string[], points = 90): Schema[] {
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

export function forecastFrames(nowMs: number, assets: readonly string[], vintages: number): Schema[] {
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
const boardFrames = (nowMs: number): Schema[] =>
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
const dynacardFrames = (cards: number): Schema[] =>
  cardFrames(
    Array.from({ length: cards }, (_, at) => (at < (cards * 2) / 3 ? {} : { class: 'fluid-pound', fillage: 0.6 })),
  ).map(({ name, fields }) => ({
    schema: { name, fields: fields.map(({ values: _values, ...field }) => field) },
    data: { values: fields.map(({ values }) => values) },
  }));

/** Sixty days of a quiet process that moves up by three sigma in the middle. */
const processFrame = (nowMs: number): Schema =>
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

const ASSETS = ['total', 'furniture', 'technology'];

interface FixtureQuery {
  readonly refId: string;
  readonly queryType: string;
  readonly assets?: readonly string[];
  readonly vintages?: number;
  readonly table?: string;
  readonly cards?: number;
  readonly points?: number;
}

function answer(query: FixtureQuery, nowMs: number): { frames: Schema[]; error?: string } {
  const assets = query.assets && query.assets.length > 0 ? query.assets : ASSETS;
  switch (query.queryType) {
    case 'telemetry':
      return { frames: telemetryFrames(nowMs, assets, query.points) };
    case 'forecast':
      return { frames: forecastFrames(nowMs, assets, query.vintages ?? 1) };
    case 'mart':
      if (query.table === 'mart.missing')
        return { frames: [], error: 'No pack publishes mart.missing. Published: mart.sales_daily.' };
      return {
        frames: [
          table('mart', {
            category: ['Furniture', 'Office Supplies', 'Technology'],
            sales: [74_200.5, 71_900.25, 83_615],
            profit: [1_850, 12_410, 14_500],
          }),
        ],
      };
    case 'margin':
      return { frames: boardFrames(nowMs) };
    case 'dynacards':
      return { frames: dynacardFrames(query.cards ?? 30) };
    case 'anomaly':
      return { frames: [processFrame(nowMs)] };
    default:
      return {
        frames: [
          table(query.queryType, { source: ['till 1', 'demo shop'], state: ['fresh', 'late'], rows: [12_345, 678] }),
        ],
      };
  }
}

/** Mounted below `/api/v1`. */
export function fixtureApi(clock: () => number): express.Router {
  const api = express.Router();
  api.use(express.json());
  api.post('/query', (request, response) => {
    const { queries } = request.body as { queries: FixtureQuery[] };
    response.json({ results: Object.fromEntries(queries.map((query) => [query.refId, answer(query, clock())])) });
  });
  api.get('/assets', (_request, response) => {
    response.json([
      { id: 'total', parent: null, kind: 'shop', title: 'All sales', pack: 'retail-sales' },
      { id: 'furniture', parent: 'total', kind: 'category', title: 'Furniture', pack: 'retail-sales' },
      { id: 'technology', parent: 'total', kind: 'category', title: 'Technology', pack: 'retail-sales' },
    ]);
  });
  api.get('/signals', (_request, response) => {
    response.json(
      ASSETS.map((asset) => ({
        asset,
        measurement: 'sales',
        field: 'amount',
        title: 'Daily sales',
        unit: 'currencyUSD',
        horizonSteps: 14,
        last: { timeMs: today(clock()), value: 2_345.5 },
      })),
    );
  });
  api.get('/limits', (_request, response) => {
    response.json(LIMITS.map((limit) => ({ asset: 'total', measurement: 'sales', field: 'amount', ...limit })));
  });
  api.get('/marts', (_request, response) => {
    response.json([
      {
        table: 'mart.sales_daily',
        title: 'Daily sales',
        timeColumn: 'day',
        columns: ['day', 'category', 'sales', 'profit'],
      },
    ]);
  });
  api.get('/record-types', (_request, response) => {
    response.json([{ type: 'orders', key: ['order_id'], schema: { properties: { order_id: { type: 'string' } } } }]);
  });
  api.get('/sources', (_request, response) => {
    const retail = {
      kind: 'pack',
      name: 'retail-sales',
      title: 'Retail sales',
      dataLabel: 'dates shifted',
      lastAtMs: clock() - DAY,
    };
    response.json({
      sources: [
        { ...retail, intervalMs: DAY, signals: 8, staleSignals: 1, lastForecastMs: clock(), forecastStale: false },
        {
          kind: 'sender',
          name: 'demo shop',
          title: 'demo shop',
          lastAtMs: clock() - 90_000,
          received: 12_345,
          accepted: 12_342,
          quarantined: 3,
        },
        {
          kind: 'sender',
          name: 'till 2',
          title: 'till 2',
          lastAtMs: clock() - 3 * DAY,
          received: 12,
          accepted: 12,
          quarantined: 0,
        },
      ],
      stores: [
        { store: 'duckdb', reachable: true, reason: '' },
        { store: 'postgres', reachable: true, reason: '' },
      ],
    });
  });
  return api;
}
