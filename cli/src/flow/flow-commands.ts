import { z } from 'zod';
import { type Command, JSON_OPTION } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure } from '../failure.js';
import { openServiceClient } from '../service/service-client.js';
import { secondsOf } from '../seconds.js';
import { acceptedSchema, waitForJob } from '../service/wait-for-job.js';
import { tryCommand } from './try-command.js';

const runSchema = z.object({
  runId: z.string().optional(),
  seconds: z.number().optional(),
  figures: z.record(z.string(), z.record(z.string(), z.number())).optional(),
});

const runCommand: Command = {
  name: 'flow run',
  summary: 'Runs a flow now in the running service and waits for its end',
  about: 'Flows that follow its success are run as well. Running the same days again changes nothing.',
  arguments: [{ name: 'FLOW', describes: 'name of the flow, as GET /api/v1/flows lists them' }],
  options: {
    from: { value: 'DAY', describes: 'first day, YYYY-MM-DD; the last full day when not given' },
    to: { value: 'DAY', describes: 'last day, in; the first one when not given' },
    timeout: { value: 'SECONDS', describes: 'how long to wait for its end; 900 when not given' },
    ...JSON_OPTION,
  },
  examples: [
    { line: 'npx wellhead flow run retail-daily', does: 'fetches and loads the last full day' },
    { line: 'npx wellhead flow run retail-daily --from 2026-03-01 --to 2026-03-31', does: 'back-fills a month' },
  ],
  async run(call) {
    const flow = call.given['FLOW'] ?? '';
    const timeoutMs = secondsOf(call.option('timeout') ?? '900') * 1_000;
    const days = { fromDay: call.option('from'), toDay: call.option('to') };
    const service = await openServiceClient(call.settings);
    const job = await service.send('POST', `/api/v1/flows/${encodeURIComponent(flow)}/run`, acceptedSchema, days);
    call.complain(`${flow} is queued …`);
    const end = await waitForJob(service, job, timeoutMs);
    switch (end.kind) {
      case 'completed': {
        if (call.flag('json')) call.say(JSON.stringify(end.output));
        else {
          const { seconds, figures = {} } = runSchema.catch({}).parse(end.output);
          call.say(`${flow} succeeded${seconds === undefined ? '' : ` after ${seconds} s`}.`);
          for (const [step, counted] of Object.entries(figures))
            call.say(
              `  ${step}: ${Object.entries(counted)
                .map(([what, count]) => `${what} ${count}`)
                .join(', ')}`,
            );
        }
        return EXIT.ok;
      }
      case 'failed':
        throw new CommandFailure(
          `${flow} failed: ${end.reason} GET /api/v1/runs?name=${flow} and the logs of the run say more; mend it and run it again.`,
        );
      case 'still-running':
        throw new CommandFailure(
          `${flow} has not ended after ${timeoutMs / 1_000} s; it goes on. wellhead doctor tells whether a worker lives, GET /api/v1/runs?name=${flow} how it ended.`,
        );
      default:
        return end satisfies never;
    }
  },
};

export const FLOW_COMMANDS: readonly Command[] = [runCommand, tryCommand];
