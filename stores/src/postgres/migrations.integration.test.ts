import { seriesOf } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../testing/database.js';
import { examplePack } from '../../testing/example-pack.js';
import { installPack } from '../packs/install-pack.js';
import { openCatalogue } from './catalogue.js';
import { openFieldTypeRegistry } from './field-types.js';
import { migrateDown, migrateUp, migrationStatus } from './migrate.js';
import { saveNotification } from './notifications.js';
import { listQuarantine, quarantineRows } from './quarantine.js';
import { openRuns } from './runs.js';
import { writeSetting } from './settings.js';
import { createToken } from './tokens.js';

it('goes down and up again step by step on filled tables', async () => {
  const database = await openTestDatabase({ empty: true });
  const { pool } = database;
  const fill = async (): Promise<void> => {
    await installPack(pool, examplePack);
    const registry = await openFieldTypeRegistry(pool);
    const { measurement, field, type } = seriesOf('esp', { asset: 'well-101' }, 'temperature', 'float');
    await registry.register([{ measurement, field, type }]);
    await openCatalogue(pool).setLimit(
      { asset: 'well-101', measurement: 'esp', field: 'temperature', kind: 'high', value: 140, source: '' },
      'ann',
    );
    const twin = { receivedAtMs: 0, source: 'http', refusedBy: 'parser', reason: 'bad', raw: 'x', place: { line: 1 } };
    await quarantineRows(pool, [
      { ...twin, spoolSequence: 1, ingestor: 'a' },
      { ...twin, spoolSequence: 1, ingestor: 'b' },
    ]);
    const run = await openRuns(pool).start({ kind: 'flow', name: 'sales', reason: 'demand' });
    await run.log('info', 'load', 'rows loaded', { rows: 3 });
    await createToken(pool, { name: 'test', scopes: ['write'] });
    await writeSetting(pool, 'demo', { speed: 1 });
    await saveNotification(pool, { status: 'firing', title: 't', message: 'm', body: {} });
  };
  const names = (await migrationStatus(pool)).map((state) => state.name);
  await migrateUp(pool);
  await fill();
  expect(await listQuarantine(pool)).toHaveLength(2);
  for (const name of [...names].reverse()) expect(await migrateDown(pool, 1)).toEqual([name]);
  expect((await pool.query("select 1 from pg_namespace where nspname = 'ops'")).rowCount).toBe(0);
  expect(await migrateUp(pool)).toEqual(names);
  await fill();
  // One step down and up keeps what was there, but for what the step itself brought.
  await migrateDown(pool, 1);
  await migrateUp(pool);
  expect(await openCatalogue(pool).signals()).toHaveLength(2);
  expect(await listQuarantine(pool)).toHaveLength(2);
  await database.close();
});
