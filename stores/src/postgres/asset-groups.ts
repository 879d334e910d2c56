import type pg from 'pg';
import { inTransaction } from './pool.js';
import { storableJson } from './text.js';

/** An asset in its group. */
export interface GroupedAsset {
  readonly asset: string;
  /** From 1, the largest group first. */
  readonly group: number;
  readonly silhouette: number;
}

export interface AssetGroups {
  readonly pack: string;
  readonly grouping: string;
  readonly groups: number;
  readonly meanSilhouette: number;
  readonly groupedAtMs: number;
  readonly runId: string;
  readonly members: readonly GroupedAsset[];
}

/** Takes the place of the groups before, of assets that are gone too. */
export async function saveAssetGroups(pool: pg.Pool, groups: AssetGroups): Promise<void> {
  const rows = groups.members.map(({ asset, group, silhouette }) => ({
    pack: groups.pack,
    grouping: groups.grouping,
    asset,
    group_number: group,
    silhouette,
    groups: groups.groups,
    mean_silhouette: groups.meanSilhouette,
    grouped_at: new Date(groups.groupedAtMs),
    run_id: groups.runId,
  }));
  await inTransaction(pool, async (client) => {
    await client.query('delete from ops.asset_groups where pack = $1 and grouping = $2', [
      groups.pack,
      groups.grouping,
    ]);
    await client.query(
      'insert into ops.asset_groups select * from jsonb_populate_recordset(null::ops.asset_groups, $1::jsonb)',
      [storableJson(rows)],
    );
  });
}

export interface AssetGroupRow extends GroupedAsset {
  readonly pack: string;
  readonly grouping: string;
  readonly groups: number;
  readonly meanSilhouette: number;
  readonly groupedAtMs: number;
}

/** As they were grouped last: by pack, grouping and group. */
export async function listAssetGroups(pool: pg.Pool, limit: number): Promise<readonly AssetGroupRow[]> {
  const { rows } = await pool.query<{
    pack: string;
    grouping: string;
    asset: string;
    group_number: number;
    silhouette: number;
    groups: number;
    mean_silhouette: number;
    grouped_at: Date;
  }>('select * from ops.asset_groups order by pack, grouping, group_number, asset limit $1', [limit]);
  return rows.map((row) => ({
    pack: row.pack,
    grouping: row.grouping,
    asset: row.asset,
    group: row.group_number,
    silhouette: row.silhouette,
    groups: row.groups,
    meanSilhouette: row.mean_silhouette,
    groupedAtMs: row.grouped_at.getTime(),
  }));
}
