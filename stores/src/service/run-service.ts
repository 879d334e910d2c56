import type { EnvironmentOutcome } from '@wellhead/contracts';
import { type Logger, pino } from 'pino';

/**
 * Runs one service as this process, until SIGTERM or SIGINT: exit code 0 when it ended in order, 1 with a sentence on stderr when its settings
 * are wrong or it cannot start.
 */
export async function runService<E>(
  name: string,
  settings: EnvironmentOutcome<E>,
  start: (env: E, log: Logger) => Promise<{ close(): Promise<void> }>,
): Promise<void> {
  if (settings.kind === 'faults') {
    console.error(`The ${name} cannot start:\n${settings.faults.map((fault) => `  ${fault}`).join('\n')}`);
    process.exit(1);
  }
  const log = pino({ base: { service: name } });
  try {
    const service = await start(settings.env, log);
    const end = (): void => {
      service.close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, `${name} not ended in order`);
          process.exit(1);
        },
      );
    };
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
  } catch (error) {
    console.error(`The ${name} cannot start: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
