import type { ReadingBatch, Series } from '@wellhead/contracts';

/**
 * Puts batches behind each other as one. Those that already lie behind each other in one block stay where they are; the rows of others
 * are copied. Batches of one series table share their list of series, so that places stay as they are.
 */
export function joinBatches(batches: readonly ReadingBatch[]): ReadingBatch {
  const [first] = batches;
  if (batches.length === 1 && first) return first;
  const shared = first && batches.every((batch) => batch.series === first.series) ? first.series : undefined;
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  if (shared && follow(batches)) return widen(batches, first as ReadingBatch, length);
  const index = shared ? undefined : createIndex();
  const seriesIndex = new Uint32Array(length);
  const timeNs = new BigInt64Array(length);
  const numbers = batches.some((batch) => batch.numbers) ? new Float64Array(length) : undefined;
  const integers = batches.some((batch) => batch.integers) ? new BigInt64Array(length) : undefined;
  const strings = joinStrings(batches, length);
  let from = 0;
  for (const batch of batches) {
    seriesIndex.set(index ? index.placesOf(batch) : batch.seriesIndex, from);
    timeNs.set(batch.timeNs, from);
    if (batch.numbers) numbers?.set(batch.numbers, from);
    if (batch.integers) integers?.set(batch.integers, from);
    from += batch.length;
  }
  return { series: shared ?? index?.series ?? [], length, seriesIndex, timeNs, numbers, integers, strings };
}

/** Whether a batch begins, in the same memory, where the one before it ends. */
export function follows(before: ReadingBatch, batch: ReadingBatch): boolean {
  return (
    before.series === batch.series &&
    before.timeNs.buffer === batch.timeNs.buffer &&
    before.timeNs.byteOffset + before.length * 8 === batch.timeNs.byteOffset &&
    before.seriesIndex.buffer === batch.seriesIndex.buffer &&
    before.seriesIndex.byteOffset + before.length * 4 === batch.seriesIndex.byteOffset
  );
}

const follow = (batches: readonly ReadingBatch[]): boolean =>
  batches.every((batch, at) => at === 0 || follows(batches[at - 1] as ReadingBatch, batch));

/** The view over all of them. Where a batch has no column of a kind, nobody reads what stands there: its series are of another type. */
function widen(batches: readonly ReadingBatch[], first: ReadingBatch, length: number): ReadingBatch {
  const place = first.timeNs.byteOffset / 8;
  const numbers = batches.find((batch) => batch.numbers)?.numbers?.buffer;
  const integers = batches.find((batch) => batch.integers)?.integers?.buffer;
  return {
    series: first.series,
    length,
    seriesIndex: new Uint32Array(first.seriesIndex.buffer, first.seriesIndex.byteOffset, length),
    timeNs: new BigInt64Array(first.timeNs.buffer, first.timeNs.byteOffset, length),
    numbers: numbers && new Float64Array(numbers, place * 8, length),
    integers: integers && new BigInt64Array(integers, place * 8, length),
    strings: joinStrings(batches, length),
  };
}

function joinStrings(batches: readonly ReadingBatch[], length: number): (string | undefined)[] | undefined {
  if (!batches.some((batch) => batch.strings)) return undefined;
  const strings = new Array<string | undefined>(length);
  let from = 0;
  for (const batch of batches) {
    batch.strings?.forEach((text, row) => (strings[from + row] = text));
    from += batch.length;
  }
  return strings;
}

/** One list of the series that rows of several lists name. */
function createIndex() {
  const series: Series[] = [];
  const placeOf = new Map<Series, number>();
  return {
    series,
    placesOf: (batch: ReadingBatch): Uint32Array =>
      Uint32Array.from(batch.seriesIndex, (place) => {
        const one = batch.series[place] as Series;
        let joined = placeOf.get(one);
        if (joined === undefined) placeOf.set(one, (joined = series.push(one) - 1));
        return joined;
      }),
  };
}
