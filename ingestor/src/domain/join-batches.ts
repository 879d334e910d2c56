import type { ReadingBatch, Series } from '@wellhead/contracts';

/** Puts batches behind each other as one, each series named once. */
export function joinBatches(batches: readonly ReadingBatch[]): ReadingBatch {
  const [only] = batches;
  if (batches.length === 1 && only) return only;
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  const series: Series[] = [];
  const placeOf = new Map<string, number>();
  const seriesIndex = new Uint32Array(length);
  const timeNs = new BigInt64Array(length);
  const numbers = batches.some((batch) => batch.numbers) ? new Float64Array(length) : undefined;
  const integers = batches.some((batch) => batch.integers) ? new BigInt64Array(length) : undefined;
  const strings = batches.some((batch) => batch.strings) ? new Array<string | undefined>(length) : undefined;
  let from = 0;
  for (const batch of batches) {
    const places = Uint32Array.from(batch.series, (one) => {
      let place = placeOf.get(one.key);
      if (place === undefined) placeOf.set(one.key, (place = series.push(one) - 1));
      return place;
    });
    const index = batch.seriesIndex;
    for (let row = 0; row < batch.length; row++) seriesIndex[from + row] = places[index[row] as number] as number;
    timeNs.set(batch.timeNs, from);
    if (batch.numbers) numbers?.set(batch.numbers, from);
    if (batch.integers) integers?.set(batch.integers, from);
    if (strings) batch.strings?.forEach((text, row) => (strings[from + row] = text));
    from += batch.length;
  }
  return { series, length, seriesIndex, timeNs, numbers, integers, strings };
}
