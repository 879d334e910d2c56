import { readFile } from 'node:fs/promises';
import { loadPack } from '@wellhead/stores';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { dynamogramRows } from './demo/index.js';

const dir = fileURLToPath(new URL('.', import.meta.url));

describe('the pack oil-wells', () => {
  it('loads, and says that its data is simulated', async () => {
    const { manifest } = await loadPack(dir);
    expect(manifest).toMatchObject({ name: 'oil-wells', dataLabel: 'simulated', dynacards: ['dynamograms'] });
  });

  it('takes its own simulated cards, eight wells with one each six hours', async () => {
    const { manifest } = await loadPack(dir);
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const fits = ajv.compile(manifest.recordTypes[0]?.schema ?? false);
    const rows = [...dynamogramRows({ untilMs: Date.UTC(2026, 4, 1, 9), days: 1 })];
    expect(rows).toHaveLength(32);
    for (const row of rows) expect(fits(row), JSON.stringify(fits.errors)).toBe(true);
    expect(rows.map(({ taken_at }) => taken_at)).toContain('2026-05-01T06:00:00.000Z');
    const known = new Set(manifest.assets.map(({ id }) => id));
    expect(rows.every(({ well_id }) => known.has(well_id))).toBe(true);
    expect(fits({ ...rows[0], load_n: [1, 2] })).toBe(false);
  }, 60_000);

  it('has the same cards whenever they are asked for, and other faults in the next turn', () => {
    const originMs = Date.UTC(2026, 4, 1, 9);
    const turn = { days: 0.5, turnDays: 1, originMs };
    const before = [...dynamogramRows({ ...turn, untilMs: originMs })];
    const later = [...dynamogramRows({ ...turn, untilMs: originMs + 21_600_000 })];
    const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
    const both = later.filter(({ id }) => idsOf(before).includes(id));
    expect(both).toHaveLength(8);
    expect(both).toEqual(before.filter(({ id }) => idsOf(later).includes(id)));
  }, 60_000);

  it('is told what is wrong with record types that are no dynamograms', async () => {
    const { packFaults } = await import('../../stores/src/packs/pack-faults.js');
    const { manifest } = await loadPack(dir);
    const [type] = manifest.recordTypes;
    const without = { ...type!, schema: { properties: { id: {}, well_id: {} } } };
    expect(packFaults({ ...manifest, dynacards: ['cards'] }, [])).toContain(
      'dynacards: cards is not among the record types',
    );
    expect(packFaults({ ...manifest, recordTypes: [without] }, [])).toContain(
      'dynacards: record type dynamograms has no taken_at, strokes_per_minute, position_m, load_n, rods, plunger_diameter_mm, fluid_density_kg_m3',
    );
    expect(await readFile(`${dir}README.md`, 'utf8')).toMatch(/simulated/i);
  });
});
