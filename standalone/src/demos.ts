import { parseSources, type Ingestor, type SourceConfig } from '@wellhead/ingestor';
import type { DemoContext, PackDemo, PlayedSide, RunningWellhead } from '@wellhead/packs';
import { deliveryDemo } from '@wellhead/packs/delivery/demo';
import { fuelQualityDemo } from '@wellhead/packs/fuel-quality/demo';
import { marketDataDemo } from '@wellhead/packs/market-data/demo';
import { oilWellsDemo } from '@wellhead/packs/oil-wells/demo';
import { retailSalesDemo } from '@wellhead/packs/retail-sales/demo';
import type { Pipelines } from '@wellhead/pipelines';
import { collectClosers, type Jobs, type TelemetryStore } from '@wellhead/stores';
import { step } from './progress.js';
import { queueFlow } from './queue-flow.js';

/** Demos by the name of their pack. */
const DEMOS: Readonly<Record<string, PackDemo>> = {
  'retail-sales': retailSalesDemo,
  'oil-wells': oilWellsDemo,
  delivery: deliveryDemo,
  'fuel-quality': fuelQualityDemo,
  'market-data': marketDataDemo,
};

export interface OpenDemos {
  readonly variables: Readonly<Record<string, string>>;
  readonly sources: readonly SourceConfig[];
  /** Brings the data of every demo up to today, two side by side, since each waits now and then, and has them follow the clock until closed. */
  run(wellhead: RunningWellhead): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
}

/** Opens the other side of every one of these packs that has a demo; `ports` by the name of the pack, otherwise free ones. */
export async function openDemos(
  packs: readonly string[],
  context: Omit<DemoContext, 'port'>,
  ports: Readonly<Record<string, number>> = {},
): Promise<OpenDemos> {
  const onFailure = (error: unknown): void => context.log.warn({ err: error }, 'demo not closed');
  const closers = collectClosers(onFailure);
  const open: { demo: PackDemo; side: PlayedSide }[] = [];
  try {
    for (const name of packs) {
      const demo = DEMOS[name];
      if (demo) open.push({ demo, side: closers.keep(await demo.open({ ...context, port: ports[name] })) });
    }
    const parsed = parseSources(
      open.flatMap(({ side }) => side.sources),
      'demo',
      {},
    );
    if (parsed.kind === 'faults') throw new Error(parsed.faults.join('\n'));
    return {
      variables: Object.assign({}, ...open.map(({ side }) => side.variables)) as Record<string, string>,
      sources: parsed.sources,
      run: async (wellhead) => {
        const following = collectClosers(onFailure);
        const left = [...open];
        const lane = async (): Promise<void> => {
          for (let next = left.shift(); next !== undefined; next = left.shift()) {
            const { demo, side } = next;
            following.keep(await step(demo.title, (note) => side.run(wellhead, note)));
          }
        };
        const outcomes = await Promise.allSettled([lane(), lane()]);
        const failed = outcomes.find((outcome) => outcome.status === 'rejected');
        if (failed === undefined) return following;
        await following.close();
        throw failed.reason instanceof Error ? failed.reason : new Error(String(failed.reason));
      },
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** What demos may ask of the parts of one process. */
export const askable = (
  target: Pick<RunningWellhead, 'ingestUrl' | 'token' | 'bucket'>,
  parts: {
    readonly telemetry: TelemetryStore;
    readonly ingestor: Ingestor;
    readonly jobs: Jobs;
    readonly pipelines: Pipelines;
  },
): RunningWellhead => ({
  ...target,
  flows: {
    runFlow: (name, run) => parts.pipelines.runFlow(name, run),
    lastDay: (flow) => parts.pipelines.lastDay(flow),
    queueFlow: queueFlow(parts.jobs),
  },
  delivered: () => parts.ingestor.drained(),
  newestMs: async (measurement) => {
    const times = (await parts.telemetry.latest({ measurement })).flatMap(({ timeNs }) => [...timeNs]);
    return times.length === 0 ? undefined : Number(times.reduce((a, b) => (a > b ? a : b)) / 1_000_000n);
  },
});
