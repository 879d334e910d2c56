import { modelConfigSchema } from '@wellhead/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, openTestDatabase } from '../../testing/database.js';
import { openModelConfigs } from './model-configs.js';

describe('documents of how signals are forecast', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  const document = (horizonSteps: number) =>
    modelConfigSchema.parse({ signals: [{ asset: 'well-*', measurement: 'esp', field: 'current' }], horizonSteps });

  it('are kept in every version, with who changed them and why; the newest holds', async () => {
    const configs = openModelConfigs(database.pool);
    await configs.set({ name: 'pumps', by: 'ann', reason: 'a week' }, document(168));
    await configs.set({ name: 'pumps', by: 'bob', reason: 'two days are enough' }, document(48));
    expect(await configs.set({ name: 'pumps', by: 'eve', reason: 'again' }, document(48))).toMatchObject({
      kind: 'kept',
      config: { version: 2 },
    });
    expect(await configs.list()).toMatchObject([
      { name: 'pumps', version: 2, changedBy: 'bob', document: { horizonSteps: 48, priority: 'normal' } },
    ]);
    expect(await configs.remove({ name: 'pumps', by: 'ann', reason: 'pumps are sold' })).toBe(true);
    expect(await configs.remove({ name: 'pumps', by: 'ann', reason: 'again' })).toBe(false);
    expect(await configs.list()).toEqual([]);
    expect(
      (await configs.history('pumps')).map(({ version, document: kept, reason }) => [
        version,
        kept?.horizonSteps,
        reason,
      ]),
    ).toEqual([
      [3, undefined, 'pumps are sold'],
      [2, 48, 'two days are enough'],
      [1, 168, 'a week'],
    ]);
    expect(await configs.set({ name: 'pumps', by: 'ann', reason: 'bought back' }, document(48))).toMatchObject({
      config: { version: 4 },
    });
  });

  it('are numbered one after the other when many write at once; of those who changed the same version one is kept', async () => {
    const configs = openModelConfigs(database.pool);
    const writers = Array.from({ length: 8 }, (_, at) => at + 1);
    const write = (horizonSteps: number, basedOn?: number) =>
      configs.set({ name: 'fans', by: `writer ${horizonSteps}`, reason: '', basedOn }, document(horizonSteps));
    await Promise.all(writers.map((at) => write(at)));
    const kept = await configs.history('fans');
    expect(kept.map(({ version }) => version)).toEqual(writers.toReversed());
    expect(kept.map(({ document: one }) => one?.horizonSteps).sort()).toEqual(writers);
    const second = await Promise.all(writers.map((at) => write(100 + at, 8)));
    expect(second.filter(({ kind }) => kind === 'kept')).toHaveLength(1);
    expect(second.find(({ kind }) => kind === 'overtaken')).toMatchObject({ newest: { version: 9 } });
    expect(await write(200, 0)).toMatchObject({ kind: 'overtaken' });
    expect(await configs.history('fans')).toHaveLength(9);
  });
});
