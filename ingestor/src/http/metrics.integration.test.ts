import { afterEach, describe, expect, it } from 'vitest';
import { openFlakyStore } from '../../testing/flaky-store.js';
import { type IngestorFixture, openIngestorFixture, TEST_BUCKET } from '../../testing/ingestor-fixture.js';

const WRITE = `/api/v2/write?bucket=${TEST_BUCKET}`;

describe('the metrics of the ingestor', () => {
  const opened: IngestorFixture[] = [];
  afterEach(async () => {
    for (const fixture of opened.splice(0)) await fixture.close();
  });

  /** The value of a metric by one of its labels. */
  async function valueOf(fixture: IngestorFixture, metric: string, label: string): Promise<number | undefined> {
    const text = await (await fetch(`${fixture.ingestor.url}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${metric}{`) && one.includes(label));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  }

  it('tells for each store how many readings it lacks and for how long, also after a restart', async () => {
    const telemetry = openFlakyStore();
    let nowMs = Date.now();
    const fixture = await openIngestorFixture({ telemetry, clock: () => nowMs });
    opened.push(fixture);
    telemetry.isDown = true;
    await fixture.post(WRITE, 'm a=1,b=2 1\nm a=3 2');
    nowMs += 90_000;
    const lag = (unit: 'readings' | 'seconds', sink: string) =>
      valueOf(fixture, `wellhead_ingestor_sink_lag_${unit}`, `sink="${sink}"`);
    expect(await lag('readings', 'telemetry')).toBe(3);
    expect(await lag('seconds', 'telemetry')).toBe(90);
    await expect.poll(() => lag('seconds', 'postgres'), { timeout: 30_000 }).toBe(0);
    expect(await lag('readings', 'postgres')).toBe(0);

    await fixture.restart();
    nowMs += 10_000;
    expect(await lag('readings', 'telemetry')).toBe(3);
    expect(await lag('seconds', 'telemetry')).toBe(100);
    telemetry.isDown = false;
    await fixture.ingestor.drained();
    expect([await lag('readings', 'telemetry'), await lag('seconds', 'telemetry')]).toEqual([0, 0]);
  });

  it('counts what went to quarantine by who sent it and why, the refusals of stores included', async () => {
    const telemetry = openFlakyStore();
    telemetry.refuses = (field) => field === 'bad';
    const fixture = await openIngestorFixture({ telemetry });
    opened.push(fixture);
    const sender = { 'x-wellhead-source': 'mixer' };
    await fixture.post(WRITE, 'm v=1 1\nm v=“ 2\nm\nm', sender);
    await fixture.post(WRITE, 'm v="text" 3', sender);
    await fixture.post(WRITE, 'm bad=1 4', sender);
    await fixture.ingestor.drained();
    const quarantined = (reason: string) =>
      valueOf(fixture, 'wellhead_ingestor_quarantined_rows_total', `reason="${reason}"`);
    expect(await quarantined('field type conflict')).toBe(1);
    expect(await quarantined('refused by store')).toBe(1);
    const text = await (await fetch(`${fixture.ingestor.url}/metrics`)).text();
    const all = text
      .split('\n')
      .filter((line) => line.startsWith('wellhead_ingestor_quarantined_rows_total{source="mixer"'));
    expect(all.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)).toBe(5);
  });
});
