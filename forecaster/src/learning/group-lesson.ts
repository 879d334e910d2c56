import { MS_PER_DAY, nsFromMs, type AssetGrouping } from '@wellhead/contracts';
import { openCatalogue, saveAssetGroups, type Run, type TelemetryStore } from '@wellhead/stores';
import { SHAPE_PARTS, shapeOf } from '../groups/shapes.js';
import type { LearningContext, LessonEnd, LessonTerms } from './train-network.js';

/** Groups the assets of every grouping of the packs, and keeps them for whoever lists assets. */
export async function learnGroups(
  { seed, asOfMs, tell }: Omit<LessonTerms, 'by'>,
  run: Run,
  { stores, thread }: LearningContext,
): Promise<readonly LessonEnd[]> {
  const ends: LessonEnd[] = [];
  const all = (await openCatalogue(stores.pool).packs()).flatMap(({ name: pack, groupings }) =>
    groupings.map((grouping) => ({ pack, grouping })),
  );
  for (const { pack, grouping } of all) {
    tell(`${pack} ${grouping.name}`, 'groupings', ends.length, all.length);
    const shapes = await shapesOf(grouping, stores.telemetry, asOfMs);
    const lesson = `groups ${pack} ${grouping.name}`;
    const outcome = await thread.learn<'groups'>({ kind: 'groups', shapes: [...shapes.values()], seed });
    if (outcome.kind === 'too-few') {
      ends.push({ lesson, reason: `${outcome.have} assets have all of its signals, ${outcome.need} are needed` });
      continue;
    }
    const about = { pack, grouping: grouping.name, groupedAtMs: asOfMs, runId: run.id };
    if (outcome.kind === 'no-groups') {
      const { silhouette, need } = outcome;
      // Those of before are no groups any more.
      await saveAssetGroups(stores.pool, { ...about, groups: 0, meanSilhouette: silhouette, members: [] });
      const reason = `no groups worth showing: silhouette ${silhouette.toFixed(2)}, ${need} is needed`;
      await run.log('info', 'groups', `${shapes.size} assets of ${pack} by ${grouping.name}: ${reason}`);
      ends.push({ lesson, reason });
      continue;
    }
    const { groups, silhouette, members } = outcome;
    await saveAssetGroups(stores.pool, {
      ...about,
      groups,
      meanSilhouette: silhouette,
      members: [...shapes.keys()].map((asset, at) => {
        const { group, silhouette: fit } = members[at] as (typeof members)[number];
        return { asset, group: group + 1, silhouette: fit };
      }),
    });
    await run.log('info', 'groups', `Grouped ${shapes.size} assets of ${pack} by ${grouping.name}`, {
      groups,
      silhouette,
    });
    ends.push({ lesson });
  }
  return ends;
}

/** One shape an asset that has all signals, these one after the other; by name. */
async function shapesOf(
  { signals, days }: AssetGrouping,
  telemetry: TelemetryStore,
  asOfMs: number,
): Promise<ReadonlyMap<string, Float32Array>> {
  const partMs = Math.floor((days * MS_PER_DAY) / SHAPE_PARTS);
  const last = Math.floor(asOfMs / partMs);
  const parts = new Map<string, Float32Array[]>();
  for (const name of signals) {
    const [measurement = '', field = ''] = name.split('.');
    const found = await telemetry.read({
      selector: { measurement, field },
      fromNs: nsFromMs((last - SHAPE_PARTS) * partMs),
      toNs: nsFromMs(last * partMs),
      shape: { kind: 'windows', everyNs: nsFromMs(partMs), aggregate: 'mean' },
    });
    for (const { series, timeNs, values } of found) {
      const asset = series.tags['asset'];
      if (asset === undefined) continue;
      const course = new Float64Array(SHAPE_PARTS).fill(Number.NaN);
      timeNs.forEach((time, at) => {
        course[Number(time / nsFromMs(partMs)) - (last - SHAPE_PARTS)] = Number(values[at]);
      });
      const shape = shapeOf(course);
      if (!shape) continue;
      const own = parts.get(asset);
      if (own) own.push(shape);
      else parts.set(asset, [shape]);
    }
  }
  const whole = [...parts].filter(([, own]) => own.length === signals.length).sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    whole.map(([asset, own]) => [asset, Float32Array.from(own.flatMap((shape) => Array.from(shape)))] as const),
  );
}
