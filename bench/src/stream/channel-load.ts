import { setTimeout as delay } from 'node:timers/promises';
import type { PluginClient } from '@wellhead/backend-sdk/testing/plugin-client';
import { seriesOf } from '@wellhead/contracts';
import { seriesChannel } from 'wellhead-app/backend';
import { processorSeconds } from '../processor-time.js';

const WELLS = 4;
const FIELDS = ['temperature', 'intake_pressure', 'current', 'frequency', 'vibration'];

export interface ChannelLoad {
  /** Questions to the store a second. */
  readonly questionsPerS: number;
  readonly packetsPerS: number;
  /** Of one core, this process and its children, above what the same writes take while nobody looks. */
  readonly coreShare: number;
}

interface Loaded {
  readonly client: PluginClient;
  /** Sends lines of line protocol. */
  readonly post: (lines: string) => Promise<void>;
  /** Questions that the store was asked so far. */
  readonly questions: () => number;
  readonly seconds: number;
}

/** What twenty live series (five signals of four wells) cost while each brings a reading a second. Grafana runs a channel once, however many look at it. */
export async function channelLoad({ client, post, questions, seconds }: Loaded): Promise<ChannelLoad> {
  const names = Array.from({ length: WELLS }, (_, at) => `live-${at}`).flatMap((asset) =>
    FIELDS.map((field) => ({ asset, field })),
  );
  const writeFor = async (): Promise<number> => {
    const before = processorSeconds();
    for (let second = 0; second < seconds; second += 1) {
      const nowMs = Date.now();
      await post(names.map(({ asset, field }) => `esp,asset=${asset} ${field}=${second} ${nowMs}`).join('\n'));
      await delay(1_000 - (Date.now() - nowMs));
    }
    return processorSeconds() - before;
  };
  const alone = await writeFor();
  let packets = 0;
  const streams = names.map(({ asset, field }) => {
    const channel = seriesChannel('bench', seriesOf('esp', { asset }, field, 'float'), 3_600_000) ?? '';
    return client.runStream({ path: channel.replace('ds/bench/', '') });
  });
  const listening = streams.map(async (stream) => {
    for await (const _packet of stream.packets) packets += 1;
  });
  const before = questions();
  const watched = await writeFor();
  const asked = questions() - before;
  for (const stream of streams) stream.leave();
  await Promise.allSettled(listening);
  return {
    questionsPerS: asked / seconds,
    packetsPerS: packets / seconds,
    coreShare: (watched - alone) / seconds,
  };
}
