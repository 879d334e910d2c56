import type { BatchSeries } from '../workers/forecast-batch.js';
import type { PlannedBatch } from './plan-batches.js';

/** Two batches of about half the series each; sums stay with their parts. Undefined when there is nothing to part. */
export function splitBatch({ request, forecasts }: PlannedBatch): readonly [PlannedBatch, PlannedBatch] | undefined {
  const groups = [...groupsOf(request.series)];
  if (groups.length < 2) return undefined;
  const first: number[] = [];
  const second: number[] = [];
  for (const group of groups) (first.length * 2 < request.series.length ? first : second).push(...group);
  if (second.length === 0) second.push(...(groups.at(-1) as number[]));
  const rest = new Set(second);
  return [part(first.filter((at) => !rest.has(at))), part(second)];

  function part(places: readonly number[]): PlannedBatch {
    const placeOf = new Map(places.map((at, place) => [at, place]));
    return {
      request: {
        ...request,
        series: places.map((at) => {
          const series = request.series[at] as BatchSeries;
          return { ...series, leaves: series.leaves.map((leaf) => placeOf.get(leaf) as number) };
        }),
      },
      forecasts: places.map((at) => forecasts[at] as PlannedBatch['forecasts'][number]),
    };
  }
}

/** Places of series that must stay together. */
function groupsOf(series: readonly BatchSeries[]): Iterable<readonly number[]> {
  const headOf = series.map((_, at) => at);
  const head = (at: number): number => {
    let found = at;
    while (headOf[found] !== found) found = headOf[found] as number;
    return found;
  };
  series.forEach(({ leaves }, at) => leaves.forEach((leaf) => (headOf[head(leaf)] = head(at))));
  const groups = new Map<number, number[]>();
  series.forEach((_, at) => {
    const known = groups.get(head(at));
    if (known) known.push(at);
    else groups.set(head(at), [at]);
  });
  return groups.values();
}
