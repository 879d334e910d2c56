import { failureCardSchema, type Frame, type FrameField } from '@wellhead/contracts';
import type pg from 'pg';
import { listAssetGroups } from '../postgres/asset-groups.js';
import { newestFailureForecasts } from '../postgres/failure-forecasts.js';
import { openModelRegistry } from '../postgres/models.js';
import { answer, numberFrame, NUMBERS } from './frame-parts.js';
import { flag, number, text, time } from './row-fields.js';

const RATIO = { unit: 'percentunit' };

/** What trainings found beside forecasts: likely failures, how good such warnings are, groups of assets. */
export async function learntFields(
  pool: pg.Pool,
  view: 'failures' | 'failure-scores' | 'groups',
  limit: number,
): Promise<FrameField[]> {
  switch (view) {
    case 'failures': {
      const rows = await newestFailureForecasts(pool, limit);
      return [
        text('asset', rows, (row) => row.asset),
        number('within days', rows, (row) => row.withinDays),
        number('probability', rows, (row) => row.probability, RATIO),
        flag('warns', rows, (row) => row.warns),
        text('speaks most', rows, (row) => row.loudestWords),
        time('day', rows, (row) => row.dayMs),
        text('model', rows, (row) => row.model),
      ];
    }
    case 'failure-scores': {
      const models = (await openModelRegistry(pool).list()).flatMap(({ name, version, kind, status, card }) => {
        const known = kind === 'failure' ? failureCardSchema.safeParse(card['failure']) : undefined;
        return known?.success && status !== 'retired' ? [{ id: `${name}@${version}`, status, ...known.data }] : [];
      });
      const rows = models.flatMap(({ id, status, withinDays, heldOut }) => [
        { who: id, status, withinDays, ...heldOut.warnings, heldOut },
        { who: 'any signal over its limit', status: 'rule', withinDays, ...heldOut.rule, heldOut },
      ]);
      return [
        text('model', rows, (row) => row.who),
        text('status', rows, (row) => row.status),
        number('within days', rows, (row) => row.withinDays),
        number('precision', rows, (row) => row.precision, RATIO),
        number('recall', rows, (row) => row.recall, RATIO),
        number('false alarms a well-year', rows, (row) => row.falseAlarmsAWellYear),
        number('lead', rows, (row) => row.leadDays, { unit: 'd' }),
        number('warnings', rows, (row) => row.warnings),
        number('failures', rows, (row) => row.failures),
        number('machines', rows, (row) => row.heldOut.machines),
        number('days', rows, (row) => row.heldOut.days),
      ];
    }
    case 'groups': {
      const rows = await listAssetGroups(pool, limit);
      return [
        text('pack', rows, (row) => row.pack),
        text('grouping', rows, (row) => row.grouping),
        text('asset', rows, (row) => row.asset),
        number('group', rows, (row) => row.group),
        number('silhouette', rows, (row) => row.silhouette),
        number('groups', rows, (row) => row.groups),
        number('mean silhouette', rows, (row) => row.meanSilhouette),
        time('grouped', rows, (row) => row.groupedAtMs),
      ];
    }
    default:
      return view satisfies never;
  }
}

/**
 * For alert rules: how far the probability of a failure lies above the threshold of its model, as a ratio; > 0 = the model warns. One number a machine
 * and horizon, labels asset, signal, within_days, model and speaks_most.
 */
export async function failureMargins(pool: pg.Pool, limit: number): Promise<Frame[]> {
  const frames = (await newestFailureForecasts(pool, limit)).map(
    ({ asset, withinDays, probability, threshold, model, loudestWords }) =>
      numberFrame(
        'failure margin',
        probability - threshold,
        {
          asset,
          signal: `wellhead_failure.probability_${withinDays}d`,
          within_days: String(withinDays),
          model,
          speaks_most: loudestWords,
        },
        RATIO,
      ),
  );
  return answer(frames, NUMBERS);
}
