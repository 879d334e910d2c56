import type { Environment } from '@wellhead/contracts';
import type { ExitCode } from './exit-codes.js';
import type { Settings } from './settings.js';

/** Where a command speaks to; tests listen. */
export interface Terminal {
  readonly environment: Environment;
  /** One line of the answer, on stdout. */
  say(line: string): void;
  /** Progress and what went wrong, on stderr: a script that reads the answer does not see it. */
  complain(line: string): void;
}

export interface CommandOption {
  /** What stands for the value in the help; an option without one is a flag. */
  readonly value?: string;
  readonly describes: string;
}

/** For scripts: options of a command that can tell its answer as one value. */
export const JSON_OPTION: Readonly<Record<'json', CommandOption>> = {
  json: { describes: 'one JSON value on stdout, for scripts' },
};

export interface Example {
  readonly line: string;
  readonly does: string;
}

/** What was given behind the name of a command. */
export interface Call extends Terminal {
  /** Arguments by their names. */
  readonly given: Readonly<Record<string, string>>;
  /** The value of an option; undefined when it was not given. */
  option(name: string): string | undefined;
  flag(name: string): boolean;
  readonly settings: Settings;
}

/** One command: how it is called, what it says of itself, what it does. */
export interface Command {
  /** `migrate up`: one or two words. */
  readonly name: string;
  readonly summary: string;
  /** What else one should know before using it, a paragraph. */
  readonly about?: string;
  readonly arguments?: readonly { readonly name: string; readonly describes: string; readonly optional?: boolean }[];
  readonly options?: Readonly<Record<string, CommandOption>>;
  readonly examples: readonly Example[];
  run(call: Call): Promise<ExitCode>;
}
