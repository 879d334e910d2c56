import {
  CARD_CLASS_TITLES,
  type CardClass,
  type Frame,
  type FrameField,
  type QueryContext,
  type QueryOf,
} from '@wellhead/contracts';
import { openCatalogue } from '../postgres/catalogue.js';
import { diagnoses, surfaceCards, type DiagnosisRow } from '../postgres/dynacards.js';
import { answer, info, TABLE, timesField, warning } from './frame-parts.js';
import type { QueryStores } from './query-stores.js';

interface Surface {
  readonly positionM: readonly number[];
  readonly loadN: readonly number[];
  readonly strokesPerMinute: number | null;
}

/**
 * Dynamograms of a time range with their diagnosis, the oldest first. Frame `dynacards`: a row a card. Frame `dynacard points`: `card`, the
 * number of its row, and position and load of the surface card and of the pump card; the shorter of the two ends in nulls.
 */
export async function queryDynacards(
  stores: QueryStores,
  query: QueryOf<'dynacards'>,
  context: QueryContext,
): Promise<Frame[]> {
  const { assets, classes, limit } = query;
  const packs = await openCatalogue(stores.pool).packs();
  const { fromMs, toMs } = context;
  const rows = await diagnoses(stores.pool, { assets, classes, fromMs, toMs, limit });
  if (rows.length === 0) {
    const known = packs.some(({ dynacards }) => dynacards.length > 0);
    return answer([], TABLE, [
      info(known ? 'No dynamogram was taken in this time range.' : 'No installed pack takes dynamograms.'),
    ]);
  }
  const surfaces = new Map<string, Surface>();
  for (const recordType of packs.flatMap(({ recordTypes }) => recordTypes)) {
    const ids = rows.filter(({ record_type }) => record_type === recordType.type).map(({ card_id }) => card_id);
    if (ids.length === 0) continue;
    for (const [id, card] of await surfaceCards(stores.pool, recordType, ids))
      surfaces.set(`${recordType.type} ${id}`, card);
  }
  const titles = new Map((await openCatalogue(stores.pool).assets()).map(({ id, title }) => [id, title]));
  const surfaceOf = (row: DiagnosisRow): Surface | undefined => surfaces.get(`${row.record_type} ${row.card_id}`);
  const simulated = packs.filter(
    (pack) => pack.dataLabel !== '' && pack.dynacards.some((type) => rows.some((row) => row.record_type === type)),
  );
  const notices = [
    ...simulated.map(({ title, dataLabel }) => info(`${title}: ${dataLabel}.`)),
    ...(rows.length === limit ? [warning(`Only the newest ${limit} cards of the time range are shown.`)] : []),
  ];
  const table = cardsFrame(rows, surfaceOf, titles);
  return answer(query.curves ? [table, pointsFrame(rows, surfaceOf)] : [table], TABLE, notices);
}

const titleOf = (name: string | null): string | null =>
  name === null ? null : (CARD_CLASS_TITLES[name as CardClass] ?? name);

function cardsFrame(
  rows: readonly DiagnosisRow[],
  surfaceOf: (row: DiagnosisRow) => Surface | undefined,
  titles: ReadonlyMap<string, string>,
): Frame {
  const text = (name: string, of: (row: DiagnosisRow) => string | null): FrameField => ({
    name,
    type: 'string',
    values: rows.map(of),
  });
  const number = (
    name: string,
    of: (row: DiagnosisRow) => number | null,
    unit: string,
    decimals?: number,
  ): FrameField => ({
    name,
    type: 'number',
    values: rows.map(of),
    config: { unit, ...(decimals === undefined ? {} : { decimals }) },
  });
  return {
    name: 'dynacards',
    meta: TABLE,
    fields: [
      timesField(
        'taken at',
        rows.map(({ taken_at }) => taken_at.getTime()),
      ),
      text('asset', ({ asset }) => asset),
      text('well', ({ asset }) => titles.get(asset) ?? asset),
      text('card', ({ card_id }) => card_id),
      text('class', (row) => row.class),
      text('diagnosis', (row) => titleOf(row.class)),
      number('probability', ({ probability }) => probability, 'percentunit', 0),
      text('rule', ({ rule_class }) => titleOf(rule_class)),
      text('why', ({ rule_words }) => rule_words),
      number('fillage', ({ fillage }) => fillage, 'percentunit', 0),
      number('strokes per minute', (row) => surfaceOf(row)?.strokesPerMinute ?? null, 'none', 1),
      number('pump stroke', ({ pump_stroke_m }) => pump_stroke_m, 'lengthm', 2),
      number('least load', ({ least_load_n }) => least_load_n, 'forceN', 0),
      number('most load', ({ most_load_n }) => most_load_n, 'forceN', 0),
      number('fluid load', ({ fluid_load_n }) => fluid_load_n, 'forceN', 0),
      text('model', ({ model }) => model),
      text('refused', ({ refused }) => refused),
    ],
  };
}

function pointsFrame(rows: readonly DiagnosisRow[], surfaceOf: (row: DiagnosisRow) => Surface | undefined): Frame {
  const card: number[] = [];
  const columns: readonly (number | null)[][] = [[], [], [], []];
  rows.forEach((row, at) => {
    const surface = surfaceOf(row);
    const curves = [surface?.positionM ?? [], surface?.loadN ?? [], row.pump_position_m ?? [], row.pump_load_n ?? []];
    const points = Math.max(...curves.map(({ length }) => length));
    for (let point = 0; point < points; point++) {
      card.push(at);
      curves.forEach((curve, of) => (columns[of] as (number | null)[]).push(curve[point] ?? null));
    }
  });
  const field = (name: string, values: readonly (number | null)[], unit: string): FrameField => ({
    name,
    type: 'number',
    values,
    config: { unit },
  });
  const [surfacePosition, surfaceLoad, pumpPosition, pumpLoad] = columns as [number[], number[], number[], number[]];
  return {
    name: 'dynacard points',
    meta: TABLE,
    fields: [
      field('card', card, 'none'),
      field('surface position', surfacePosition, 'lengthm'),
      field('surface load', surfaceLoad, 'forceN'),
      field('pump position', pumpPosition, 'lengthm'),
      field('pump load', pumpLoad, 'forceN'),
    ],
  };
}
