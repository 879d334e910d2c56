import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { chooseShiftWeeks } from './shift-dates.js';

/**
 * What the demo remembers in the data folder: by how many weeks dates are moved, and its clock. The demo's time at a real
 * instant is `demoMs + (real - realMs) × speed`.
 */
const stateSchema = z.object({
  shiftWeeks: z.number().int(),
  clock: z.object({ realMs: z.number(), demoMs: z.number(), speed: z.number().positive() }),
});
export type DemoState = z.infer<typeof stateSchema>;

export const demoTimeMs = ({ clock }: DemoState, nowMs: number): number =>
  clock.demoMs + (nowMs - clock.realMs) * clock.speed;

function readState(file: string): DemoState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be read`, { cause: error });
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(
      `${file} is damaged: it must hold the demo's shiftWeeks and clock. Remove it and run "npm run reset" to start the demo anew.`,
      { cause: error },
    );
  }
}

/**
 * Opens the state, made at the first start. The demo's time never runs backwards: after a faster run it stays ahead, and
 * a new speed counts from now on.
 */
export function openDemoState(file: string, nowMs: number, speed: number): DemoState {
  const known = readState(file);
  const state: DemoState = {
    shiftWeeks: known?.shiftWeeks ?? chooseShiftWeeks(nowMs),
    clock: { realMs: nowMs, demoMs: known ? Math.max(nowMs, demoTimeMs(known, nowMs)) : nowMs, speed },
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${file}.new`, file);
  return state;
}
