import { z } from 'zod';
import { type Call, type Command, JSON_OPTION } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { CommandFailure, wrongUse } from '../failure.js';
import { acceptedSchema, waitForJob } from '../service/wait-for-job.js';
import { secondsOf } from '../seconds.js';
import { openServiceClient } from '../service/service-client.js';
import { timeMsOf } from '../times.js';

const figuresSchema = z.record(z.string(), z.unknown());

export const WAIT_OPTIONS = {
  timeout: { value: 'SECONDS', describes: 'how long to wait for its end; 900 when not given' },
  ...JSON_OPTION,
} as const;

/** Queues a job at the service, waits for its end and tells its figures. */
export async function runJob(call: Call, path: string, body: object, what: string): Promise<ExitCode> {
  const timeoutMs = secondsOf(call.option('timeout') ?? '900') * 1_000;
  const service = await openServiceClient(call.settings);
  const job = await service.send('POST', path, acceptedSchema, body);
  call.complain(`${what} is queued …`);
  const end = await waitForJob(service, job, timeoutMs);
  switch (end.kind) {
    case 'completed': {
      if (call.flag('json')) call.say(JSON.stringify(end.output ?? {}));
      else {
        call.say(`${what} succeeded.`);
        for (const [name, value] of Object.entries(figuresSchema.catch({}).parse(end.output)))
          call.say(`  ${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
      }
      return EXIT.ok;
    }
    case 'failed':
      throw new CommandFailure(`${what} failed: ${end.reason} GET /api/v1/runs and the logs of the run say more.`);
    case 'still-running':
      throw new CommandFailure(
        `${what} has not ended after ${timeoutMs / 1_000} s; it goes on. GET /api/v1/runs tells how it ended, wellhead doctor whether a worker lives.`,
      );
    default:
      return end satisfies never;
  }
}

/** `wellhead replay`. */
export const replayCommand: Command = {
  name: 'replay',
  summary: 'Feeds a time range of the raw archive through the ingestor again',
  about:
    'Harmless where the stores hold it already: the same readings and records overwrite themselves, with the time at which they were received. It rebuilds stores that are empty.',
  options: {
    from: { value: 'TIME', describes: 'received at or after this time' },
    to: { value: 'TIME', describes: 'received before this time; now when not given' },
    source: { value: 'NAME', describes: 'who sent it; everybody when not given' },
    ...WAIT_OPTIONS,
  },
  examples: [
    { line: 'npx wellhead replay --from 2026-03-01 --to 2026-03-02', does: 'a day again' },
    { line: 'npx wellhead replay --from 2026-01-01 --source line-7', does: 'all that one source has sent this year' },
  ],
  async run(call) {
    const from = call.option('from');
    if (from === undefined) throw wrongUse('--from is missing: say from which time on. See wellhead replay --help.');
    const to = call.option('to');
    const source = call.option('source');
    const body = {
      fromMs: timeMsOf('from', from),
      toMs: to === undefined ? Date.now() : timeMsOf('to', to),
      ...(source === undefined ? {} : { source }),
    };
    return runJob(call, '/api/v1/replays', body, 'The replay');
  },
};
