import { CannotStart } from './cannot-start.js';
import { readStandaloneEnv } from './config.js';
import { reset } from './reset.js';
import { startStandalone } from './start-standalone.js';

/** `npm start [-- --packs a,b]` and `npm run reset [-- --yes]`, of the project in the folder `root`. */
export async function main(job: 'start' | 'reset', args: readonly string[], root: string): Promise<void> {
  const outcome = readStandaloneEnv(process.env);
  if (outcome.kind === 'faults') {
    console.error(`Wellhead cannot start:\n${outcome.faults.map((fault) => `  ${fault}`).join('\n')}`);
    process.exitCode = 1;
    return;
  }
  try {
    if (job === 'reset') await reset(outcome.env.WELLHEAD_DATA_DIR, args.includes('--yes'));
    else
      await runUntilStopped(() =>
        startStandalone(outcome.env, { packs: namedPacks(args), searchPath: process.env.PATH, root }),
      );
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    console.error(`\nWellhead cannot ${job}: ${error.message}`);
    process.exitCode = 1;
  }
}

/** Packs that `--packs a,b` names; undefined: none are. */
export function namedPacks(args: readonly string[]): readonly string[] | undefined {
  const at = args.indexOf('--packs');
  if (at === -1) return undefined;
  const list = (args[at + 1] ?? '').split(',').filter((name) => name !== '');
  if (list.length === 0) throw new CannotStart('--packs wants names, e.g. npm start -- --packs retail-sales');
  return list;
}

/** Runs until Ctrl-C or SIGTERM and ends in order; a second signal ends at once. */
async function runUntilStopped(start: () => Promise<{ close(): Promise<void> }>): Promise<void> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    if (signals > 1) process.exit(130);
    console.log('\nStopping … (once more to stop at once)');
    stop();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const running = await start();
  await stopped;
  await running.close();
  console.log('Stopped. Nothing runs any more; npm start goes on with the same data.');
  process.exit(0);
}
