import { COMMANDS } from '../src/commands.js';
import { EXIT_MEANINGS } from '../src/exit-codes.js';
import type { Command } from '../src/command.js';

/** The text of docs/how-to/use-the-command-line.md: what the commands say of themselves. */
export function commandLinePage(): string {
  return [
    '# Use the command line',
    '',
    '`npx wellhead COMMAND` in a clone; `wellhead COMMAND` in every image of compose (`docker compose exec pipelines wellhead doctor`).',
    'Commands talk to the running service and open files only when none has them: the lock of the data folder and of the spool says so.',
    'Answers go to stdout, progress and what went wrong to stderr; `--json` where a script would want it.',
    '',
    '## Settings',
    '',
    'The environment, as for `npm start` ([.env.example](../../.env.example)). Nothing to set on the machine that runs `npm start`.',
    '',
    '| setting | what for |',
    '| --- | --- |',
    '| `WELLHEAD_DATA_DIR` | the data folder (`./data`): its lock tells what runs, its `secrets.json` holds the token |',
    '| `WELLHEAD_URL`, else `WELLHEAD_HTTP_PORT` | where the API is (this machine, 8090) |',
    '| `WELLHEAD_INGEST_URL` | where the ingestor is, when not at the same address (compose) |',
    '| `WELLHEAD_TOKEN` | a token that may do what is asked; wins over the one in the data folder |',
    '| `DATABASE_URL`, `INFLUX_URL`, `INFLUX_TOKEN` | engines other than the embedded ones |',
    '| `WELLHEAD_PACKS_DIR`, `WELLHEAD_PACKS` | the packs (all beside the code) |',
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
    '## Commands',
    '',
    'Each explains itself: `wellhead COMMAND --help`.',
    '',
    ...COMMANDS.flatMap(chapterOf),
    'Read on: [back up and restore](back-up-and-restore.md) · [troubleshooting](troubleshooting.md) · [operate](operate.md).',
    '',
  ].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function chapterOf(command: Command): string[] {
  const given = [
    ...(command.arguments ?? []).map(({ name, describes }) => [name, describes]),
    ...Object.entries(command.options ?? {}).map(([name, { value, describes }]) => [
      `--${name}${value === undefined ? '' : ` ${value}`}`,
      describes,
    ]),
  ];
  return [
    `### ${command.name}`,
    '',
    `${command.summary}.${command.about === undefined ? '' : ` ${command.about}`}`,
    '',
    ...(given.length === 0
      ? []
      : [
          '| given | what |',
          '| --- | --- |',
          ...given.map(([name, what]) => `| \`${cell(name ?? '')}\` | ${cell(what ?? '')} |`),
          '',
        ]),
    '```sh',
    ...command.examples.flatMap(({ line, does }) => [`# ${does}`, line]),
    '```',
    '',
  ];
}
