import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { wrongUse } from '../failure.js';

/** The rows of a sample file: a JSON array, an object with `rows`, or one JSON object a line. */
export async function readSample(file: string): Promise<readonly unknown[]> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw wrongUse(`The sample ${file} cannot be read: ${error.message}.`);
  });
  const listSchema = z.union([
    z.array(z.unknown()),
    z.object({ rows: z.array(z.unknown()) }).transform(({ rows }) => rows),
  ]);
  try {
    const whole = listSchema.safeParse(JSON.parse(text));
    if (whole.success) return whole.data;
  } catch (error) {
    // Several lines of JSON are no JSON: read below, where the line at fault is told.
    if (!(error instanceof SyntaxError)) throw error;
  }
  return text
    .split('\n')
    .map((line, at) => ({ line: line.trim(), number: at + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, number }) => {
      try {
        return JSON.parse(line) as unknown;
      } catch (error) {
        throw wrongUse(
          `${file}, line ${number}: ${error instanceof Error ? error.message : 'no JSON'}; expected a JSON array of rows, or one JSON object a line.`,
        );
      }
    });
}
