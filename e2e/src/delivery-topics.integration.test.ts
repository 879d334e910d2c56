import { fileURLToPath } from 'node:url';
import { parseSources, readSources, type SourceConfig } from '@wellhead/ingestor';
import { demoSources, openKafkaSender } from '@wellhead/packs/delivery/demo';
import { eventsOf, simulateDay } from '@wellhead/packs/delivery/simulator';
import { loadPack } from '@wellhead/stores';
import { describe, expect, it } from 'vitest';
import { openIngestorFixture } from '../../ingestor/testing/ingestor-fixture.js';
import { hasKcat, startMockKafka } from '../../ingestor/testing/mock-kafka.js';

const DAY_MS = 86_400_000;
const canRunKafka = hasKcat() || process.env.CI === 'true';
if (!canRunKafka) console.log('skipped: kcat is not installed');

describe.skipIf(!canRunKafka)('events of the two topics', () => {
  it('are in ods once, also those that were sent twice and those that came over a restart', async () => {
    const kafka = await startMockKafka();
    const topics = { results: 'delivery-results', triggers: 'delivery-triggers' };
    const pack = await loadPack(fileURLToPath(new URL('../../packs/delivery', import.meta.url)));
    const toMs = Date.parse('2026-03-03T12:00:00Z');
    const fromMs = toMs - DAY_MS;
    const truth = Array.from({ length: 4 }, (_, back) => Math.floor(toMs / DAY_MS) - back)
      .flatMap(simulateDay)
      .flatMap(eventsOf)
      .filter(({ atMs }) => atMs > fromMs && atMs <= toMs);
    // The topics are there before the source asks for them: the mock cluster makes them when they are used.
    const sender = await openKafkaSender({ brokers: kafka.brokers, topics });
    await sender.sendBetween(fromMs, fromMs + DAY_MS / 2);
    const given = demoSources({ databaseUrl: '', services: [], kafka: { brokers: kafka.brokers, topics } });
    const parsed = parseSources(
      given.filter((each) => 'kind' in each && each.kind === 'kafka'),
      'test',
      {},
    );
    if (parsed.kind === 'faults') throw new Error(parsed.faults.join('\n'));
    const sources = parsed.sources.map((source) => ({ ...source, sessionMs: 6_000 }) as SourceConfig);
    const fixture = await openIngestorFixture({ packs: [pack], sources });
    try {
      const counts = async (): Promise<unknown> =>
        (await fixture.database.pool.query('select count(*)::int as n from ods.events')).rows;
      const first = truth.filter(({ atMs }) => atMs <= fromMs + DAY_MS / 2).length;
      await expect.poll(counts, { timeout: 30_000 }).toEqual([{ n: first }]);
      await fixture.restart();
      await sender.sendBetween(fromMs, toMs);
      await expect.poll(counts, { timeout: 60_000 }).toEqual([{ n: truth.length }]);
      await expect
        .poll(
          async () =>
            (
              await fixture.database.pool.query(
                `select sum(accepted)::int as accepted, sum(quarantined)::int as quarantined from ops.ledger where source = 'delivery-topics'`,
              )
            ).rows,
          { timeout: 30_000 },
        )
        .toEqual([{ accepted: first + truth.length, quarantined: 0 }]);
    } finally {
      await fixture.close();
      await sender.close();
      await kafka.close();
    }
  }, 150_000);
});

it('reads the sample of sources, with the names of the topics from the environment', async () => {
  const sample = fileURLToPath(new URL('../../packs/delivery/sources.sample.yaml', import.meta.url));
  const database = { DELIVERY_DATABASE: 'postgres://reader:secret@127.0.0.1/delivery' };
  const read = await readSources(sample, {
    ...database,
    TOPIC_NAME_RESULTS: 'results-7',
    TOPIC_NAME_TRIGGERS: 'triggers-7',
  });
  if (read.kind === 'faults') throw new Error(read.faults.join('\n'));
  const kafka = read.sources.find((source) => source.kind === 'kafka');
  expect(kafka?.topics.map(({ topic }) => topic)).toEqual(['results-7', 'triggers-7']);
  const unnamed = await readSources(sample, { ...database, TOPIC_NAME_RESULTS: 'results-7' });
  expect(unnamed).toMatchObject({ kind: 'faults', faults: [expect.stringContaining('TOPIC_NAME_TRIGGERS')] });
});
