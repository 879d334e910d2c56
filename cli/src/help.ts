import type { Command } from './command.js';
import { EXIT_MEANINGS } from './exit-codes.js';
import { tableOf } from './table.js';

const indented = (rows: readonly (readonly string[])[]): string =>
  tableOf(rows)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

const exitCodes = (): string =>
  `Exit codes\n${indented(Object.entries(EXIT_MEANINGS).map(([code, meaning]) => [code, meaning]))}`;

const SETTINGS = `Settings come from the environment, as for \`npm start\`: WELLHEAD_DATA_DIR (./data), WELLHEAD_URL or WELLHEAD_HTTP_PORT (the
running service), WELLHEAD_TOKEN (else the one in the data folder), DATABASE_URL, INFLUX_URL and so on; see .env.example.`;

/** What \`wellhead --help\` prints. */
export function overview(commands: readonly Command[]): string {
  return [
    'wellhead COMMAND [ARGUMENTS]: manages a Wellhead installation. It talks to the running service; files are opened only when none runs.',
    '',
    'Commands',
    indented(commands.map(({ name, summary }) => [name, summary])),
    '',
    'wellhead COMMAND --help tells more of one, with examples.',
    '',
    SETTINGS,
    '',
    exitCodes(),
  ].join('\n');
}

const usageOf = (command: Command): string =>
  [
    'wellhead',
    command.name,
    ...(command.arguments ?? []).map(({ name, optional }) => (optional ? `[${name}]` : name)),
    ...Object.entries(command.options ?? {}).map(([name, { value }]) =>
      value === undefined ? `[--${name}]` : `[--${name} ${value}]`,
    ),
  ].join(' ');

/** What \`wellhead COMMAND --help\` prints. */
export function helpOf(command: Command): string {
  const given = [
    ...(command.arguments ?? []).map(({ name, describes }) => [name, describes]),
    ...Object.entries(command.options ?? {}).map(([name, { value, describes }]) => [
      value === undefined ? `--${name}` : `--${name} ${value}`,
      describes,
    ]),
  ];
  return [
    `${usageOf(command)}`,
    '',
    `${command.summary}.${command.about === undefined ? '' : ` ${command.about}`}`,
    ...(given.length > 0 ? ['', 'Arguments and options', indented(given)] : []),
    '',
    'Examples',
    ...command.examples.map(({ line, does }) => `  ${line}\n      ${does}`),
    '',
    exitCodes(),
  ].join('\n');
}
