import { follow } from '../../demo-kit/follow.js';
import type { DemoLog, FlowRunner } from '../../src/index.js';
import type { Demo } from './start-demo.js';

/**
 * Runs the daily flow whenever the demo's clock has ended a day that no run has fetched: what the flow's cron does once a
 * night, for a demo that is faster than the calendar. A failed run is tried again at the next look. `close` waits for the run
 * under way.
 */
export function followDemo(
  demo: Demo,
  flows: FlowRunner,
  log: DemoLog,
  everyMs = Math.max(1_000, Math.min(60_000, 86_400_000 / demo.speed / 4)),
): { close(): Promise<void> } {
  const look = async (): Promise<void> => {
    const fromDay = demo.dayAfter((await flows.lastDay('retail-daily')) ?? demo.shop.archiveTo);
    const toDay = demo.shop.newestDay();
    if (fromDay <= toDay) await flows.runFlow('retail-daily', { fromDay, toDay, reason: 'demo clock' });
  };
  return follow(
    look,
    () => everyMs,
    (error) => log.warn({ error: String(error) }, 'demo day failed'),
  );
}
