import { wrongUse } from './failure.js';

/** The value of `--timeout`. */
export function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw wrongUse(`--timeout: found “${text}”, expected seconds above 0.`);
  return seconds;
}
