import { fileURLToPath } from 'node:url';
import { openFieldKafka } from '@wellhead/packs/oil-wells/demo';
import { parseSources } from '@wellhead/ingestor';
import { loadPack } from '@wellhead/stores';
import { describe, expect, it } from 'vitest';
import { openIngestorFixture } from '../../ingestor/testing/ingestor-fixture.js';
import { hasKcat, startMockKafka } from '../../ingestor/testing/mock-kafka.js';
import { readSignals } from '../../ingestor/testing/read-signals.js';

const canRunKafka = hasKcat() || process.env['CI'] === 'true';
if (!canRunKafka) console.log('skipped: kcat is not installed');
const AT_MS = Date.UTC(2026, 2, 3, 10);

describe.skipIf(!canRunKafka)('the demo field with a Kafka broker', () => {
  it('sends telemetry, laboratory and journal over its topics, and they are in the stores', async () => {
    const kafka = await startMockKafka();
    const field = await openFieldKafka({ brokers: kafka.brokers });
    const date = new Date(AT_MS).toISOString();
    const of = { well_id: 'esp-303', date };
    const send = async (): Promise<void> => {
      await field.sendTelemetry(AT_MS);
      await field.sendRecords('well_events', [{ id: 'e-9', ...of, at: date, kind: 'setting', text: 'Choke to 9 mm' }]);
      await field.sendRecords('lab_results', [
        { id: 'L-9', ...of, sample_id: 'S-9', property: 'salts', value: 120, unit: 'mg/l' },
      ]);
    };
    // The topics are there before the source asks for them: the mock cluster makes them when they are used.
    await send();
    const read = parseSources([field.source], 'test', {});
    if (read.kind === 'faults') throw new Error(read.faults.join('\n'));
    const pack = await loadPack(fileURLToPath(new URL('../../packs/oil-wells', import.meta.url)));
    const fixture = await openIngestorFixture({ packs: [pack], sources: read.sources });
    try {
      await send();
      const records = async (): Promise<unknown> =>
        (
          await fixture.database.pool.query(
            'select (select text from ods.well_events) as event, (select value from ods.lab_results) as salts',
          )
        ).rows;
      await expect.poll(records, { timeout: 30_000 }).toEqual([{ event: 'Choke to 9 mm', salts: 120 }]);
      await expect
        .poll(async () => Object.keys(await readSignals(fixture.telemetry, 'tms')), { timeout: 30_000 })
        .toEqual(expect.arrayContaining(['esp-303 current', 'esp-303 intake_pressure']));
      expect((await fixture.database.pool.query('select reason from ops.quarantine')).rows).toEqual([]);
    } finally {
      await fixture.close();
      await field.close();
      await kafka.close();
    }
  }, 90_000);
});
