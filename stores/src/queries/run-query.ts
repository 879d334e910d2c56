import type { Frame, Query, QueryContext } from '@wellhead/contracts';
import { ALERT_RULES_SETTING, alertRulesSettingSchema } from '@wellhead/contracts';
import { readSetting } from '../postgres/settings.js';
import { queryAge } from './age.js';
import { queryAnomaly } from './anomaly.js';
import { queryBreach } from './breach.js';
import { queryDecomposition } from './decomposition.js';
import { queryDynacards } from './dynacards.js';
import { queryForecast } from './forecast.js';
import { answer, info, NUMBERS } from './frame-parts.js';
import { queryMargin } from './margin.js';
import { queryMart } from './mart.js';
import { queryOps } from './ops.js';
import { assetsUnderPlannedWork, framesWithout } from './planned-work.js';
import type { QueryStores } from './query-stores.js';
import { queryRecords } from './records.js';
import { queryScorecard } from './scorecard.js';
import { queryTelemetry } from './telemetry.js';

/**
 * Answers one query with at least one frame; nothing found is a frame without fields or rows, not an error. Alert rules hear nothing of assets
 * under planned work, and a rule that is switched off hears nothing at all. Throws ProblemError for what the asker can mend (an unknown column, a
 * table that is not published, a query that takes too long).
 */
export async function runQuery(stores: QueryStores, query: Query, context: QueryContext): Promise<Frame[]> {
  const rule = 'rule' in query ? query.rule : undefined;
  if (rule !== undefined && (await isOff(stores, rule)))
    return answer([], NUMBERS, [info(`The rule ${rule} is switched off in Settings.`)]);
  const frames = await framesOf(stores, query, context);
  if (!context.fromAlert) return frames;
  const worked = await assetsUnderPlannedWork(stores.pool, context.nowMs);
  const heard = framesWithout(frames, worked);
  return heard.length === frames.length
    ? frames
    : answer(heard, NUMBERS, [info(`Under planned work and left out: ${[...worked].sort().join(', ')}.`)]);
}

async function isOff({ pool }: QueryStores, rule: string): Promise<boolean> {
  const setting = await readSetting(pool, ALERT_RULES_SETTING, alertRulesSettingSchema);
  return setting?.off.includes(rule) ?? false;
}

async function framesOf(stores: QueryStores, query: Query, context: QueryContext): Promise<Frame[]> {
  switch (query.queryType) {
    case 'telemetry':
      return queryTelemetry(stores, query, context);
    case 'forecast':
      return queryForecast(stores, query, context);
    case 'margin':
      return queryMargin(stores, query, context);
    case 'breach':
      return queryBreach(stores, query, context);
    case 'anomaly':
      return queryAnomaly(stores, query, context);
    case 'age':
      return queryAge(stores, query, context);
    case 'records':
      return queryRecords(stores, query, context);
    case 'mart':
      return queryMart(stores, query, context);
    case 'scorecard':
      return queryScorecard(stores, query, context);
    case 'decomposition':
      return queryDecomposition(stores, query, context);
    case 'dynacards':
      return queryDynacards(stores, query, context);
    case 'ops':
      return queryOps(stores, query, context);
    default:
      return query satisfies never;
  }
}
