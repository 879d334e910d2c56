import type { Environment } from '@wellhead/contracts';
import type { ExitCode } from '../src/exit-codes.js';
import { runCommandLine } from '../src/run-command-line.js';

export interface Heard {
  readonly exitCode: ExitCode;
  readonly said: string;
  readonly complained: string;
}

/** Runs the command in this process with an environment of its own, and listens. */
export async function listen(environment: Environment, ...words: string[]): Promise<Heard> {
  const said: string[] = [];
  const complained: string[] = [];
  const exitCode = await runCommandLine(words, {
    environment,
    say: (line) => void said.push(line),
    complain: (line) => void complained.push(line),
  });
  return { exitCode, said: said.join('\n'), complained: complained.join('\n') };
}
