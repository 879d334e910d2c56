import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, openTestDatabase } from '../../testing/database.js';
import type { ModelRegistry } from './model-registry.js';
import { openModelRegistry } from './models.js';

describe('the model registry', () => {
  let database: TestDatabase;
  let registry: ModelRegistry;
  beforeAll(async () => {
    database = await openTestDatabase();
    registry = openModelRegistry(database.pool);
  });
  afterAll(() => database.close());

  const add = (name: string, bytes: Uint8Array = randomBytes(64)) =>
    registry.register({
      name,
      kind: 'mlp',
      bytes,
      card: { describes: 'a net', lags: 28 },
      by: 'ann',
      reason: 'trained',
    });

  it('gives back the file that was registered, byte by byte', async () => {
    const bytes = randomBytes(100_000);
    const { version, sizeBytes } = await add('whole', bytes);
    expect(sizeBytes).toBe(100_000);
    expect(Buffer.compare((await registry.bytes('whole', version)) ?? new Uint8Array(), bytes)).toBe(0);
    expect(await registry.bytes('whole', 99)).toBeUndefined();
  });

  it('numbers versions by name, also when many come at once, and knows the same file again', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => add('net')));
    expect(made.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    const bytes = randomBytes(8);
    expect((await add('twice', bytes)).version).toBe(1);
    expect((await add('twice', bytes)).version).toBe(1);
  });

  it('has one champion a name, and keeps who moved which version when and why', async () => {
    await add('pump');
    await add('pump');
    expect(await registry.champion('pump')).toBeUndefined();
    await registry.promote({ name: 'pump', version: 1, by: 'ann', reason: 'beats naive' });
    expect(await registry.promote({ name: 'pump', version: 2, by: 'bob', reason: 'beats version 1' })).toMatchObject({
      kind: 'done',
      model: { version: 2, status: 'champion' },
    });
    expect((await registry.list({ name: 'pump' })).map(({ version, status }) => [version, status])).toEqual([
      [2, 'champion'],
      [1, 'retired'],
    ]);
    expect(await registry.history('pump')).toMatchObject([
      { version: 2, from: 'candidate', to: 'champion', changedBy: 'bob', reason: 'beats version 1' },
      { version: 1, from: 'champion', to: 'retired', changedBy: 'bob', reason: 'version 2 took its place' },
      { version: 1, from: 'candidate', to: 'champion', changedBy: 'ann' },
      { version: 2, from: null, to: 'candidate' },
      { version: 1, from: null, to: 'candidate', reason: 'trained' },
    ]);
    // Back to the one before.
    await registry.promote({ name: 'pump', version: 1, by: 'ann', reason: 'version 2 drifts' });
    expect((await registry.champion('pump'))?.version).toBe(1);
    expect(await registry.promote({ name: 'pump', version: 1, by: 'ann', reason: '' })).toMatchObject({
      kind: 'unchanged',
    });
    expect(await registry.promote({ name: 'pump', version: 9, by: 'ann', reason: '' })).toEqual({ kind: 'unknown' });
    await registry.retire({ name: 'pump', version: 1, by: 'ann', reason: 'the pump is gone' });
    expect(await registry.champion('pump')).toBeUndefined();
  });

  it('does not let a step overtake what a person did since it was decided on', async () => {
    for (let version = 1; version <= 3; version += 1) await add('raced');
    const by = { name: 'raced', by: 'schedule', reason: 'passes' };
    const first = { status: 'candidate', champion: null } as const;
    // Tried at once against no champion: one of them takes the place.
    const outcomes = await Promise.all(
      [1, 2, 3].map((version) => registry.promote({ ...by, version, expected: first })),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'overtaken', 'overtaken']);
    const champion = (await registry.champion('raced'))?.version ?? 0;
    const other = champion === 1 ? 2 : 1;
    await registry.retire({ ...by, version: other, by: 'ann', reason: 'it swings' });
    const late = { status: 'candidate', champion } as const;
    expect(await registry.promote({ ...by, version: other, expected: late })).toMatchObject({
      kind: 'overtaken',
      model: { status: 'retired' },
    });
    expect((await registry.champion('raced'))?.version).toBe(champion);
  });

  it('takes a file again for what it is only with the same manifest, and a name for one kind only', async () => {
    const bytes = randomBytes(8);
    const bring = (high: number) =>
      registry.register({
        name: 'said',
        kind: 'soft-sensor',
        bytes,
        card: { describes: 'x', manifest: { low: 0, high } },
        by: 'ann',
        reason: 'brought',
      });
    expect([await bring(1), await bring(1), await bring(2)].map(({ version }) => version)).toEqual([1, 1, 2]);
    await expect(add('said')).rejects.toThrow('the name said belongs to models of the kind soft-sensor');
  });

  it('does not hand out a file that was changed behind its back', async () => {
    await add('forged');
    await database.pool.query(`update ops.models set bytes = 'other' where name = 'forged'`);
    await expect(registry.bytes('forged', 1)).rejects.toThrow('is not the one that was registered');
  });
});
