import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { runOurs } from '../forecast/ours.js';
import type { PairSet } from '../forecast/pairs.js';
import { augursMsASeries } from './augurs.js';

/** What the process tells, as its last line: CPU time a series, ms; ours before and after augurs. */
export interface SeriesTimes {
  readonly oursMs: readonly [number, number];
  readonly augursMs: number;
}

const [file = '', count = ''] = process.argv.slice(2);
const set = deserialize(readFileSync(file)) as PairSet;
const before = await runOurs(set);
const augursMs = augursMsASeries(set, Number(count));
const after = await runOurs(set);
const told: SeriesTimes = { oursMs: [before.cpuMsASeries, after.cpuMsASeries], augursMs };
console.log(JSON.stringify(told));
