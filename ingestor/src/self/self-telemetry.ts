import type { Logger } from 'pino';
import type { Intake } from '../intake.js';
import { type Cumulated, type Metric, metricLines } from './metric-lines.js';

/** Metrics that are written as telemetry, with the service that they are of. */
export interface MeasuredService {
  /** The asset. */
  readonly service: string;
  readonly registry: { getMetricsAsJSON(): Promise<readonly unknown[]> };
}

const EVERY_MS = 10_000;
/** Who sends them, for the ledger. */
const SELF_SOURCE = 'wellhead';

/**
 * Writes our own metrics through our own front door, so that the dashboards, which know only our data source, can show them, with or without a
 * Prometheus. What cannot be kept now is left out: it is about now.
 */
export function startSelfTelemetry(parts: {
  readonly services: readonly MeasuredService[];
  readonly intake: Pick<Intake, 'telemetry'>;
  readonly log: Logger;
  readonly clock: () => number;
}): { close(): Promise<void> } {
  const { services, intake, log, clock } = parts;
  const cumulated = new Map<string, Cumulated>();
  let lastMs = clock();
  let running: Promise<void> | undefined;

  async function write(): Promise<void> {
    const nowMs = clock();
    const seconds = (nowMs - lastMs) / 1_000;
    lastMs = nowMs;
    const all: string[] = [];
    for (const { service, registry } of services) {
      // The shape is that of prom-client, which types it more loosely than it is.
      const metrics = (await registry.getMetricsAsJSON()) as readonly Metric[];
      const made = metricLines(metrics, service, cumulated.get(service) ?? new Map(), seconds);
      cumulated.set(service, made.cumulated);
      all.push(...made.lines);
    }
    if (all.length === 0) return;
    const body = Buffer.from(all.map((line) => `${line} ${nowMs}`).join('\n'));
    const outcome = await intake.telemetry('lines', body, 'ms', { source: SELF_SOURCE, token: '' });
    if (outcome.kind !== 'kept') log.debug({ reason: outcome.kind }, 'own metrics not kept');
  }

  const timer = setInterval(() => {
    running ??= write()
      .catch((error: unknown) => log.debug({ err: error }, 'own metrics not written'))
      .finally(() => (running = undefined));
  }, EVERY_MS);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
