import type { ReadingBatch, Series } from '@wellhead/contracts';

/** Puts batches behind each other as one. Those of one series table share their list of series, so that places stay as they are. */
export function joinBatches(batches: readonly ReadingBatch[]): ReadingBatch {
  const [first] = batches;
  if (batches.length === 1 && first) return first;
  const shared = first && batches.every((batch) => batch.series === first.series) ? first.series : undefined;
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  const index = shared ? undefined : createIndex();
  const seriesIndex = new Uint32Array(length);
  const timeNs = new BigInt64Array(length);
  const numbers = batches.some((batch) => batch.numbers) ? new Float64Array(length) : undefined;
  const integers = batches.some((batch) => batch.integers) ? new BigInt64Array(length) : undefined;
  const strings = batches.some((batch) => batch.strings) ? new Array<string | undefined>(length) : undefined;
  let from = 0;
  for (const batch of batches) {
    seriesIndex.set(index ? index.placesOf(batch) : batch.seriesIndex, from);
    timeNs.set(batch.timeNs, from);
    if (batch.numbers) numbers?.set(batch.numbers, from);
    if (batch.integers) integers?.set(batch.integers, from);
    if (strings) batch.strings?.forEach((text, row) => (strings[from + row] = text));
    from += batch.length;
  }
  return { series: shared ?? index?.series ?? [], length, seriesIndex, timeNs, numbers, integers, strings };
}

/** One list of the series that rows of several lists name. */
function createIndex() {
  const series: Series[] = [];
  const placeOf = new Map<Series, number>();
  return {
    series,
    placesOf: (batch: ReadingBatch): Uint32Array =>
      batch.seriesIndex.map((place) => {
        const one = batch.series[place] as Series;
        let joined = placeOf.get(one);
        if (joined === undefined) placeOf.set(one, (joined = series.push(one) - 1));
        return joined;
      }),
  };
}
