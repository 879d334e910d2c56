import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCorpus } from '../testing/bad-input/corpus.js';
import { makeInput } from '../testing/bad-input/make-input.js';
import { openParserDoors, type ParserDoor } from '../testing/bad-input/parser-doors.js';
import { seededRandom } from '../testing/bad-input/random.js';

/** Changed inputs for each parser; `npm run bench -- bad-input` takes a million. */
const INPUTS = 400;
const DOORS = [
  'line protocol',
  'JSON points',
  'records',
  'spool record',
  'messages',
  'topic templates',
  'InfluxQL',
  'mappings',
  'CSV',
  'files of CSV',
  'files of JSON',
  'files of NDJSON',
  'workbooks',
  'Sparkplug B',
  'remote write',
  'pages of metrics',
];

describe.each(DOORS)('bad input to the parser of %s', (name) => {
  let door: ParserDoor;
  beforeAll(async () => {
    const found = (await openParserDoors()).find((one) => one.name === name);
    if (!found) throw new Error(`there is no door ${name}`);
    door = found;
  });

  it('is taken or refused with a reason, never thrown at the sender: every input ever found', async () => {
    for (const { name: file, bytes } of readCorpus(door.corpus))
      expect(['taken', 'refused'], file).toContain((await door.feed(bytes, seededRandom(1))).kind);
  });

  it(
    'is taken or refused with a reason, never thrown at the sender: inputs changed at random',
    { timeout: 60_000 },
    async () => {
      const corpus = readCorpus(door.corpus);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
          const { bytes, random } = makeInput(seed, corpus);
          expect(['taken', 'refused']).toContain((await door.feed(bytes, random)).kind);
        }),
        { numRuns: INPUTS * (door.share ?? 1) },
      );
    },
  );

  // Else the changes do nothing and the test above says nothing. CSV refuses no text by itself: a broken record is one with a fault.
  if (name !== 'CSV')
    it('is given inputs that it refuses', async () => {
      const corpus = readCorpus(door.corpus);
      let refused = 0;
      for (let seed = 0; seed < INPUTS && refused === 0; seed += 1) {
        const { bytes, random } = makeInput(seed, corpus);
        if ((await door.feed(bytes, random)).kind === 'refused') refused += 1;
      }
      expect(refused).toBe(1);
    });

  it('covers every door', async () => {
    expect((await openParserDoors()).map((one) => one.name)).toEqual(DOORS);
  });

  it('comes again with the same seed', () => {
    const corpus = readCorpus(door.corpus);
    for (const seed of [1, 2, 3]) expect(makeInput(seed, corpus).bytes).toEqual(makeInput(seed, corpus).bytes);
  });
});
