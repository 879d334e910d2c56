import { EXIT, type ExitCode } from './exit-codes.js';

/** An end that a person can mend: one clear sentence with what to do, shown without a stack, and the exit code. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode;
  constructor(sentence: string, exitCode: ExitCode = EXIT.failed, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}

export const wrongUse = (sentence: string): CommandFailure => new CommandFailure(sentence, EXIT.wrongUse);

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
