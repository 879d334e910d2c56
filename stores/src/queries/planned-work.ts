import type { Asset, Frame, PlannedWork } from '@wellhead/contracts';
import { MS_PER_DAY } from '@wellhead/contracts';
import type pg from 'pg';
import { openCatalogue } from '../postgres/catalogue.js';

/** Assets that are worked at by plan now, as records say it, and all assets below them. Read anew each time: a record counts at once. */
export async function assetsUnderPlannedWork(pool: pg.Pool, nowMs: number): Promise<ReadonlySet<string>> {
  const catalogue = openCatalogue(pool);
  const planned = (await catalogue.packs()).flatMap(({ plannedWork }) => plannedWork);
  if (planned.length === 0) return new Set();
  const [assets, ...found] = await Promise.all([
    catalogue.assets(),
    ...planned.map((one) => workedAt(pool, one, nowMs)),
  ]);
  return withAllBelow(new Set(found.flat()), assets);
}

/** Names of table and columns come from the schema of a pack, which lets plain names pass only. */
async function workedAt(pool: pg.Pool, work: PlannedWork, nowMs: number): Promise<readonly string[]> {
  const kinds = Object.entries(work.when);
  const { rows } = await pool.query<{ asset: string }>(
    `select distinct ${work.asset}::text as asset from ${work.table}
     where ${work.from} <= $1 and coalesce(${work.to}, 'infinity') > $1 and ${work.from} > $2
     ${kinds.map(([column], at) => `and ${column} = any($${at + 3})`).join(' ')}`,
    [new Date(nowMs), new Date(nowMs - work.longestDays * MS_PER_DAY), ...kinds.map(([, values]) => values)],
  );
  return rows.map(({ asset }) => asset);
}

/** Pure. */
export function withAllBelow(
  roots: ReadonlySet<string>,
  assets: readonly Pick<Asset, 'id' | 'parent'>[],
): ReadonlySet<string> {
  const found = new Set(roots);
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { id, parent } of assets) if (parent !== null && found.has(parent)) found.add(id);
  }
  return found;
}

/** The frames that say nothing of these assets. Pure. */
export const framesWithout = (frames: readonly Frame[], assets: ReadonlySet<string>): readonly Frame[] =>
  frames.filter(
    ({ fields }) => !fields.some(({ labels }) => labels?.['asset'] !== undefined && assets.has(labels['asset'])),
  );
