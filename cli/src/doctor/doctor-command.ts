import { dataFolderHolder } from '@wellhead/standalone/data-folder';
import { type Command, JSON_OPTION } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, reasonOf } from '../failure.js';
import { secondsOf } from '../seconds.js';
import { openServiceClient, type ServiceClient } from '../service/service-client.js';
import { apiUrlOf, ingestUrlOf, type Settings } from '../settings.js';
import { tableOf } from '../table.js';
import { type Finding, fail, pass } from './finding.js';
import { lookAtDatabase } from './look-at-database.js';
import { lookAtMachine } from './look-at-machine.js';
import { lookAtReadiness } from './look-at-readiness.js';
import { lookAtLedger, lookAtWorkers, lookAtWrites } from './look-at-service.js';

/** A service that takes a request and does not answer it must not hold the doctor up. */
const REQUEST_MS = 10_000;
const MARKS: Readonly<Record<Finding['status'], string>> = { pass: 'ok', warn: 'look', fail: 'BAD' };

/** `wellhead doctor`. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Checks every dependency, lets a hello flow run, says what is wrong and what to do',
  about: 'It writes nothing but that one job. Exit code 1 when something is wrong, 3 when no service answers.',
  options: {
    timeout: { value: 'SECONDS', describes: 'how long to wait for the worker; 20 when not given' },
    ...JSON_OPTION,
  },
  examples: [
    { line: 'npx wellhead doctor', does: 'a table of what was looked at, and what to do' },
    { line: 'docker compose exec pipelines wellhead doctor', does: 'the same in a container of compose' },
    { line: `npx wellhead doctor --json | jq '.[] | select(.status != "pass")'`, does: 'only what needs a person' },
  ],
  async run(call) {
    const timeoutMs = secondsOf(call.option('timeout') ?? '20') * 1_000;
    const { findings, isReachable } = await look(call.settings, timeoutMs);
    if (call.flag('json')) call.say(JSON.stringify(findings));
    else {
      call.say(tableOf(findings.map(({ what, status, detail }) => [MARKS[status], what, detail])));
      const todo = findings.filter((finding) => finding.todo !== undefined);
      if (todo.length > 0)
        call.say(`\nWhat to do\n${todo.map((finding) => `  ${finding.what}: ${finding.todo}`).join('\n')}`);
      else call.say('\nAll is well.');
    }
    if (!isReachable) return EXIT.unreachable;
    return findings.some(({ status }) => status === 'fail') ? EXIT.failed : EXIT.ok;
  },
};

async function look(settings: Settings, timeoutMs: number): Promise<{ findings: Finding[]; isReachable: boolean }> {
  const findings = await lookAtMachine(settings);
  const api = await openServiceClient(settings, apiUrlOf(settings), REQUEST_MS);
  const lives = await livesAt(settings, api);
  findings.push(lives);
  const isReachable = lives.status === 'pass';
  findings.push(...(await lookAtDatabase(settings)));
  if (!isReachable) return { findings, isReachable };
  const ingestUrl = ingestUrlOf(settings);
  const ingestor = ingestUrl === api.url ? api : await openServiceClient(settings, ingestUrl, REQUEST_MS);
  const looks: readonly (() => Promise<Finding | Finding[]>)[] = [
    () => lookAtReadiness(api),
    ...(ingestor === api ? [] : [() => lookAtReadiness(ingestor)]),
    () => lookAtWrites(ingestor, settings.INFLUX_BUCKET),
    () => lookAtWorkers(api, timeoutMs),
    () => lookAtLedger(api),
  ];
  for (const one of looks) findings.push(...[await one().catch(unforeseen)].flat());
  return { findings, isReachable };
}

/** A look that cannot be taken is a finding, too: the others are still worth seeing. */
const unforeseen = (error: unknown): Finding =>
  fail(
    'service',
    reasonOf(error),
    error instanceof CommandFailure ? 'See the sentence itself.' : 'The log of the service says more.',
  );

async function livesAt(settings: Settings, service: ServiceClient): Promise<Finding> {
  try {
    const response = await service.raw('/healthz', { signal: AbortSignal.timeout(5_000) });
    if (response.ok) return pass('service', `answers at ${service.url}`);
    return fail(
      'service',
      `${service.url}/healthz answered ${response.status}`,
      'Is this address Wellhead’s? Set WELLHEAD_URL.',
    );
  } catch {
    const holder = await dataFolderHolder(settings.WELLHEAD_DATA_DIR);
    return fail(
      'service',
      `nothing answers at ${apiUrlOf(settings)}`,
      holder === undefined
        ? 'Start it: npm start, or docker compose up -d --wait. If it runs elsewhere, set WELLHEAD_URL.'
        : `Process ${holder} has the data folder open: it is starting, hangs (see logs/wellhead.log), or listens elsewhere (WELLHEAD_HTTP_PORT).`,
    );
  }
}
