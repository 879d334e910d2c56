import { fileURLToPath } from 'node:url';
import { modelConfigSchema } from '@wellhead/contracts';
import { loadPack, openModelConfigs } from '@wellhead/stores';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../stores/testing/database.js';

it('shows model configurations as they hold, one row a model, with who changed them', async () => {
  const database = await openTestDatabase({ packs: [await loadPack(fileURLToPath(new URL('.', import.meta.url)))] });
  try {
    const configs = openModelConfigs(database.pool);
    const document = (horizonSteps: number) =>
      modelConfigSchema.parse({
        signals: [{ asset: 'tank-*', measurement: 'quality', field: 'octane_ron' }],
        horizonSteps,
      });
    const change = { name: 'octane', by: 'ann', reason: 'shorter' };
    await configs.set(change, document(24));
    await configs.set({ ...change, by: 'bob' }, document(12));
    await configs.set({ ...change, name: 'given-up' }, document(12));
    await configs.remove({ ...change, name: 'given-up' });
    const { rows } = await database.pool.query('select * from mart.model_configs');
    expect(rows).toEqual([
      {
        model_name: 'octane',
        config: expect.objectContaining({ horizonSteps: 12 }) as object,
        version: 2,
        author: 'bob',
        changed_at: expect.any(Date) as Date,
      },
    ]);
  } finally {
    await database.close();
  }
});
