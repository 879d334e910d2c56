import { z } from 'zod';
import type { Call } from '../command.js';
import { CommandFailure, wrongUse } from '../failure.js';
import { waitForJob } from '../flow/wait-for-job.js';
import type { ServiceClient } from '../service/service-client.js';

/** What the commands of models share. */

export const MODEL_ARGUMENT = { name: 'MODEL', describes: 'a version, as model list shows it: octane@3' };
const WAIT_MS = 900_000;
export const acceptedSchema = z.object({ queue: z.string(), id: z.string() });

export function pathOf(call: Call): string {
  const given = call.given['MODEL'] ?? '';
  const [, name, version] = /^([a-z][a-z0-9-]*)@(\d+)$/.exec(given) ?? [];
  if (name === undefined) throw wrongUse(`MODEL: found “${given}”, expected a name and a version such as octane@3.`);
  return `/api/v1/models/${name}/${version}`;
}

/** What a job gave, waited for; fails with its reason. */
export async function ended(
  service: ServiceClient,
  job: { readonly queue: string; readonly id: string },
): Promise<unknown> {
  const end = await waitForJob(service, job, WAIT_MS);
  if (end.kind === 'completed') return end.output;
  throw new CommandFailure(
    end.kind === 'failed'
      ? `It failed: ${end.reason}`
      : 'It has not ended yet and goes on: GET /api/v1/runs?kind=model tells how.',
  );
}
