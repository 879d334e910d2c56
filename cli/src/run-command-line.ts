import { parseArgs, type ParseArgsConfig } from 'node:util';
import { PROBLEMS } from '@wellhead/contracts';
import { CannotStart } from '@wellhead/standalone/cannot-start';
import type { Call, Command, Terminal } from './command.js';
import { COMMANDS } from './commands.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { CommandFailure, wrongUse } from './failure.js';
import { helpOf, overview } from './help.js';
import { readSettings } from './settings.js';

/** Finds the command, reads what was given and runs it. Whatever a person can mend ends in one sentence; anything else is a bug and shows its stack. */
export async function runCommandLine(
  words: readonly string[],
  terminal: Terminal,
  commands: readonly Command[] = COMMANDS,
): Promise<ExitCode> {
  try {
    const found = find(words, commands);
    if (found === undefined) {
      const isAsked = words.length === 0 || words[0] === '--help' || words[0] === 'help';
      if (!isAsked) throw wrongUse(`${unknownCommand(words, commands)} wellhead --help lists all.`);
      terminal.say(overview(commands));
      return words.length === 0 ? EXIT.wrongUse : EXIT.ok;
    }
    if (found.rest.includes('--help')) {
      terminal.say(helpOf(found.command));
      return EXIT.ok;
    }
    return await found.command.run(callOf(found.command, found.rest, terminal));
  } catch (error) {
    if (error instanceof CommandFailure) terminal.complain(`wellhead: ${error.message}`);
    else if (error instanceof CannotStart) terminal.complain(`wellhead: ${error.message}`);
    else terminal.complain(`wellhead: ${PROBLEMS.internal.title}: ${error instanceof Error ? error.stack : error}`);
    return error instanceof CommandFailure ? error.exitCode : EXIT.failed;
  }
}

function find(words: readonly string[], commands: readonly Command[]) {
  for (const count of [2, 1]) {
    const command = commands.find(({ name }) => name === words.slice(0, count).join(' '));
    if (command !== undefined) return { command, rest: words.slice(count) };
  }
  return undefined;
}

function unknownCommand(words: readonly string[], commands: readonly Command[]): string {
  const same = commands.filter(({ name }) => name.startsWith(`${words[0]} `));
  if (same.length === 0) return `There is no command “${words[0]}”.`;
  return `“${words.join(' ')}” is no command: use ${same.map(({ name }) => `wellhead ${name}`).join(' or ')}.`;
}

function callOf(command: Command, rest: readonly string[], terminal: Terminal): Call {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    Object.entries(command.options ?? {}).map(([name, { value }]) => [
      name,
      { type: value === undefined ? 'boolean' : 'string' },
    ]),
  );
  const { values, positionals } = parsed(command, [...rest], options);
  const wanted = command.arguments ?? [];
  const missing = wanted.find(({ optional }, at) => optional !== true && positionals[at] === undefined);
  if (missing !== undefined)
    throw wrongUse(`${missing.name} is missing: ${missing.describes}. See wellhead ${command.name} --help.`);
  if (positionals.length > wanted.length)
    throw wrongUse(
      `“${positionals[wanted.length]}” is one word too many: wellhead ${command.name} takes ${wanted.map(({ name }) => name).join(' ') || 'no arguments'}.`,
    );
  const settings = readSettings(terminal.environment);
  if (settings.kind === 'faults') throw wrongUse(settings.faults.join('\n'));
  return {
    ...terminal,
    given: Object.fromEntries(
      wanted.flatMap(({ name }, at) => (positionals[at] === undefined ? [] : [[name, positionals[at]]])),
    ),
    option: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
    flag: (name) => values[name] === true,
    settings: settings.env,
  };
}

function parsed(command: Command, args: string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('. ')[0];
    throw wrongUse(`${reason}. See wellhead ${command.name} --help.`);
  }
}
