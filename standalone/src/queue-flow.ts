import { flowQueue, type FlowJobInput } from '@wellhead/contracts';
import type { FlowRunner } from '@wellhead/packs';
import type { Jobs } from '@wellhead/stores';

/** Has a flow run in the background, by whoever works the flows. */
export const queueFlow =
  (jobs: Jobs): FlowRunner['queueFlow'] =>
  async (name, reason) => {
    await jobs.send(flowQueue(name), { reason } satisfies FlowJobInput);
  };
