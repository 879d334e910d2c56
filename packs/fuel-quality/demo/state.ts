import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const HOUR = 3_600_000;
/** A full cycle of faults and a week: at first start a blend is off its specification and water rises in a tank. */
const HISTORY_H = 21 * 24;
const stateSchema = z.object({ originMs: z.number().int() });
export type DemoState = z.infer<typeof stateSchema>;

/** When the simulated history begins: chosen at first start and kept, so that every start goes on with the same one. */
export function openDemoState(file: string, nowMs: number): DemoState {
  let text: string | undefined;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (text !== undefined) return stateSchema.parse(JSON.parse(text));
  const state = { originMs: (Math.floor(nowMs / HOUR) - HISTORY_H) * HOUR };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(state));
  return state;
}
