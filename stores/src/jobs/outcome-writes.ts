import type { Logger } from 'pino';

/** Runs a statement of pg-boss. */
export type ExecuteSql = (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** `complete` and `fail` of pg-boss 10: name, identities, output. */
const isOutcome = (text: string): boolean => text.includes('UNNEST($2::uuid[])') && text.includes('$3::jsonb');

/**
 * Writes how jobs ended until the database has it, since pg-boss does not wait for these statements: a rejection would be nobody's and end the
 * process, and the job would count as running until it expires. To write one again changes nothing. Other statements are tried once. Once `closed`, nothing is
 * written any more.
 */
export function keepOutcomes(
  executeSql: ExecuteSql,
  { closed, log }: { readonly closed: () => boolean; readonly log: Pick<Logger, 'warn'> },
): ExecuteSql {
  return async (text, values) => {
    let pauseMs = FIRST_PAUSE_MS;
    while (!closed()) {
      try {
        return await executeSql(text, values);
      } catch (error) {
        if (!isOutcome(text)) throw error;
        log.warn({ queue: values[0], reason: (error as Error).message }, 'outcome of a job not written, trying again');
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
    return { rows: [] };
  };
}
