import express from 'express';
import {
  boardFrames,
  DAY,
  dynacardFrames,
  forecastFrames,
  type JsonFrame,
  LIMITS,
  processFrame,
  tableFrame,
  telemetryFrames,
  today,
} from './fixture-frames.js';

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

function answer(query: FixtureQuery, nowMs: number): { frames: JsonFrame[]; error?: string } {
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
          tableFrame('mart', {
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
          tableFrame(query.queryType, {
            source: ['till 1', 'demo shop'],
            state: ['fresh', 'late'],
            rows: [12_345, 678],
          }),
        ],
      };
  }
}

/** An api that answers with fixed frames, so that the page can be looked at and tested without stores. Mounted below `/api/v1`. */
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
