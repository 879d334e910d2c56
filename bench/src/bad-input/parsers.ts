import { readCorpus } from '../../../ingestor/testing/bad-input/corpus.js';
import { makeInput } from '../../../ingestor/testing/bad-input/make-input.js';
import { openParserDoors, type ParserDoor } from '../../../ingestor/testing/bad-input/parser-doors.js';

/** What became of the inputs of one door. */
export interface DoorCount {
  readonly door: string;
  readonly inputs: number;
  readonly refused: number;
  readonly slowestMs: number;
  /** Faults of ours: an exception, an answer that is none, no reason. Each with the seed that makes the input again. */
  readonly faults: readonly string[];
  /** Inputs that took longer than a second, by their seeds. */
  readonly hangs: readonly string[];
}

const MOST_FAULTS = 20;
/** An input that takes longer hangs. */
const HANG_MS = 1_000;
/** What is not over by then never ends: a promise that nobody settles would otherwise end this process without a word. */
const GIVE_UP_MS = 60_000;

/** Feeds each parser its share of inputs in this process. */
export async function feedParsers(inputs: number, firstSeed: number): Promise<readonly DoorCount[]> {
  const doors = await openParserDoors();
  const shares = doors.reduce((sum, { share = 1 }) => sum + share, 0);
  const counts: DoorCount[] = [];
  for (const door of doors) {
    counts.push(await feedDoor(door, Math.ceil((inputs * (door.share ?? 1)) / shares), firstSeed));
    // One turn of the event loop, so that Ctrl-C is heard.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return counts;
}

async function feedDoor(door: ParserDoor, inputs: number, firstSeed: number): Promise<DoorCount> {
  const corpus = readCorpus(door.corpus);
  const faults: string[] = [];
  const hangs: string[] = [];
  let refused = 0;
  let slowestMs = 0;
  for (let at = 0; at < inputs; at += 1) {
    const { bytes, random } = makeInput(firstSeed + at, corpus);
    const startedMs = performance.now();
    try {
      const verdict = door.feed(bytes, random);
      if ((verdict instanceof Promise ? await inTime(verdict) : verdict).kind === 'refused') refused += 1;
    } catch (error) {
      if (faults.length < MOST_FAULTS)
        faults.push(`${door.name}, seed ${firstSeed + at}: ${error instanceof Error ? error.message : String(error)}`);
    }
    const tookMs = performance.now() - startedMs;
    if (tookMs > HANG_MS && hangs.length < MOST_FAULTS)
      hangs.push(`${door.name}, seed ${firstSeed + at}: took ${Math.round(tookMs)} ms for ${bytes.length} bytes`);
    slowestMs = Math.max(slowestMs, tookMs);
  }
  return { door: door.name, inputs, refused, slowestMs, faults, hangs };
}

function inTime<T>(verdict: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`comes to no end within ${GIVE_UP_MS} ms`)), GIVE_UP_MS);
    verdict.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
