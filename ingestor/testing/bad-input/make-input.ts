import type { CorpusFile } from './corpus.js';
import { mutate } from './mutate.js';
import { mutateZip } from './mutate-zip.js';
import { jsonText, mutateJson } from './mutate-json.js';
import { type Random, seededRandom } from './random.js';

/** The input of a seed: one of the corpus, changed in its bytes or, if it is JSON, every other time in its values. The same seed and corpus give the same bytes again. */
export function makeInput(
  seed: number,
  corpus: readonly CorpusFile[],
): { readonly bytes: Buffer; readonly random: Random } {
  const random = seededRandom(seed);
  const file = random.pick(corpus);
  if (file.value !== undefined && random.chance(0.5)) {
    let value: unknown = file.value;
    for (let left = 1 + random.below(4); left > 0; left -= 1) value = mutateJson(value, random);
    return { bytes: Buffer.from(jsonText(value, random)), random };
  }
  if (file.name.endsWith('.xlsx')) return { bytes: mutateZip(file.bytes, random), random };
  return {
    bytes: mutate(
      file.bytes,
      random,
      corpus.map(({ bytes }) => bytes),
    ),
    random,
  };
}
