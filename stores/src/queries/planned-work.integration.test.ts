import { ALERT_RULES_SETTING, type PackManifest } from '@wellhead/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examplePack } from '../../testing/example-pack.js';
import { NOW_MS, openQueryFixture, type QueryFixture } from '../../testing/query-fixture.js';
import { installPack } from '../packs/install-pack.js';
import { settingHistory, writeSetting } from '../postgres/settings.js';
import { openMemoryStore } from '../telemetry/memory-store.js';
import { withAllBelow } from './planned-work.js';

const HOUR = 3_600_000;
const plannedWork: PackManifest['plannedWork'] = [
  {
    table: 'ods.repairs',
    asset: 'well_id',
    from: 'started_at',
    to: 'finished_at',
    when: { kind: ['planned'] },
    longestDays: 30,
  },
];

describe('what alert rules hear', () => {
  let fixture: QueryFixture;
  beforeAll(async () => {
    fixture = await openQueryFixture(openMemoryStore());
    await fixture.stores.pool.query(
      'create table ods.repairs (well_id text, kind text, started_at timestamptz, finished_at timestamptz)',
    );
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    await fixture.reset(openMemoryStore());
    await installPack(fixture.stores.pool, { ...examplePack, manifest: { ...examplePack.manifest, plannedWork } });
    await fixture.stores.pool.query('truncate ods.repairs');
    await fixture.write('temperature', { 5: 140 });
  });

  const repair = (asset: string, kind: string, startedHoursAgo: number, finishedHoursAgo: number | null) =>
    fixture.stores.pool.query('insert into ods.repairs values ($1, $2, $3, $4)', [
      asset,
      kind,
      new Date(NOW_MS - startedHoursAgo * HOUR),
      finishedHoursAgo === null ? null : new Date(NOW_MS - finishedHoursAgo * HOUR),
    ]);
  const heard = async (fromAlert = true): Promise<number> =>
    (await fixture.ask({ queryType: 'margin' }, { fromAlert })).filter(({ fields }) => fields.length > 0).length;

  it('is nothing of an asset while planned work at it, or at what it belongs to, goes on', async () => {
    expect(await heard()).toBe(1);
    await repair('well-101', 'planned', 2, -1);
    expect(await heard()).toBe(0);
    await fixture.stores.pool.query('truncate ods.repairs');
    await repair('pad-1', 'planned', 2, null);
    const [frame] = await fixture.ask({ queryType: 'margin' }, { fromAlert: true });
    expect(frame?.meta?.notices?.[0]?.text).toBe('Under planned work and left out: pad-1, well-101.');
  });

  it('is all again when the work has ended, was not planned, is still to come, or was never told to have ended', async () => {
    await repair('well-101', 'planned', 9, 1);
    await repair('well-101', 'capital', 2, null);
    await repair('well-101', 'planned', -2, null);
    await repair('well-101', 'planned', 31 * 24, null);
    expect(await heard()).toBe(1);
  });

  it('leaves people their picture: panels show what rules do not hear', async () => {
    await repair('well-101', 'planned', 2, null);
    expect(await heard(false)).toBe(1);
  });

  it('is nothing for a rule that is switched off, until it is switched on again', async () => {
    const ask = async (rule: string): Promise<number | undefined> =>
      (await fixture.ask({ queryType: 'margin', rule }))[0]?.fields.length;
    await writeSetting(fixture.stores.pool, ALERT_RULES_SETTING, { off: ['wellhead-breached-now'] }, 'ann');
    expect([await ask('wellhead-breached-now'), await ask('wellhead-anomaly')]).toEqual([0, 1]);
    await writeSetting(fixture.stores.pool, ALERT_RULES_SETTING, { off: [] }, 'bob');
    expect(await ask('wellhead-breached-now')).toBe(1);
    const history = await settingHistory(fixture.stores.pool, ALERT_RULES_SETTING);
    expect(history.map(({ value, changedBy }) => [value, changedBy])).toEqual([
      [{ off: [] }, 'bob'],
      [{ off: ['wellhead-breached-now'] }, 'ann'],
    ]);
  });
});

it('goes down a tree of any depth and does not mind a circle', () => {
  const assets = [
    { id: 'c', parent: 'b' },
    { id: 'b', parent: 'a' },
    { id: 'a', parent: 'c' },
    { id: 'x', parent: null },
  ];
  expect([...withAllBelow(new Set(['b']), assets)].sort()).toEqual(['a', 'b', 'c']);
});
