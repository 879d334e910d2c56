import { pino } from 'pino';
import { readForecasterEnv } from './config.js';
import { startService } from './service/start-service.js';

const outcome = readForecasterEnv(process.env);
if (outcome.kind === 'faults') {
  console.error(`The forecaster cannot start:\n${outcome.faults.map((fault) => `  ${fault}`).join('\n')}`);
  process.exit(1);
}
const log = pino({ base: { service: 'forecaster' } });
try {
  const service = await startService(outcome.env, log, Date.now);
  const end = (): void => {
    service.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'forecaster not ended in order');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
} catch (error) {
  console.error(`The forecaster cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
