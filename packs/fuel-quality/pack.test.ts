import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { limitSchema, querySchema, signalId } from '@wellhead/contracts';
import { loadPack } from '@wellhead/stores';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fuelQualityDashboards } from './dashboards/index.js';
import { openPlant } from './demo/plant.js';
import { faultsBetween, FAULT_KINDS } from './simulator/faults.js';
import { METHODS } from './simulator/laboratory.js';
import { simulateRefinery, type SimulatedReading } from './simulator/refinery.js';

const dir = fileURLToPath(new URL('.', import.meta.url));
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ORIGIN = Date.UTC(2026, 0, 5);
const { manifest } = await loadPack(dir);
const migration = readFileSync(`${dir}migrations/0001-fuel-quality.up.sql`, 'utf8');

const simulated = (days: number, faults: boolean, seed = 95): readonly SimulatedReading[] => [
  ...simulateRefinery({ seed, originMs: ORIGIN, untilMs: ORIGIN + days * DAY, faults }),
];
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
/** How many readings lie beyond a limit of the pack, by signal. */
function beyond(readings: readonly SimulatedReading[]): ReadonlyMap<string, number> {
  const limits = grouped(manifest.limits, signalId);
  const counts = new Map<string, number>();
  for (const { asset, signal, value } of readings) {
    const id = `${asset} ${signal}`;
    for (const limit of limits.get(id) ?? [])
      if (limit.kind === 'high' ? value > limit.value : value < limit.value) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

describe('the pack fuel-quality', () => {
  it('says that its data is simulated', () => {
    expect(manifest).toMatchObject({ name: 'fuel-quality', dataLabel: 'simulated' });
    expect(readFileSync(`${dir}README.md`, 'utf8')).toMatch(/simulated/i);
  });

  it('has the same limits for its tanks as the specifications that come with it as data', () => {
    const row = /\('([a-z0-9-]+)', '([a-z0-9_]+)', '(low|high)', ([\d.]+), '[^']*', '([^']+)'\)/g;
    const specified = [...migration.matchAll(row)].map(([, product, property, kind, value, source]) =>
      [product, property, kind, Number(value), source].join(' '),
    );
    const productOf = new Map(manifest.assets.map(({ id, parent }) => [id, parent]));
    const limits = manifest.limits
      .filter(({ measurement }) => measurement === 'quality')
      .map(({ asset, field, kind, value, source }) => [productOf.get(asset), field, kind, value, source].join(' '));
    expect(specified.length).toBeGreaterThan(20);
    expect([...new Set(limits)].sort()).toEqual(specified.sort());
  });

  it('maps a tag to every signal that the company measures', () => {
    const mapped = new Set(manifest.tags.map(signalId));
    for (const { asset, signal } of simulated(1, false))
      if (!signal.startsWith('true.')) expect(mapped).toContain(`${asset} ${signal}`);
  });

  it('has records that its own laboratory and dispatch pass', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const fits = (type: string) => ajv.compile(manifest.recordTypes.find((one) => one.type === type)?.schema ?? false);
    const { results, batches } = openPlant(ORIGIN).work(ORIGIN + 6 * DAY);
    expect(results.length).toBeGreaterThan(500);
    for (const [type, rows] of [
      ['laboratory_results', results],
      ['batches', batches],
    ] as const) {
      const validate = fits(type);
      for (const row of rows) expect(validate(row), JSON.stringify(validate.errors)).toBe(true);
    }
    expect(Object.keys(METHODS).every((property) => migration.includes(`('${property}', '`))).toBe(true);
  }, 60_000);

  it('has, at the first start of its demo, days enough with a batch at each depot to forecast from', () => {
    const { batches, results } = openPlant(ORIGIN).work(ORIGIN + 21 * DAY);
    const days = new Map<string, Set<string>>();
    for (const { destination, arrived_at } of batches)
      if (arrived_at !== null) days.set(destination, (days.get(destination) ?? new Set()).add(arrived_at.slice(0, 10)));
    expect(days.size).toBe(3);
    // Four weeks of steps with a reading: what every model needs.
    for (const [depot, of] of days) expect(of.size, depot).toBeGreaterThanOrEqual(28);
    expect(new Set(batches.map(({ batch }) => batch)).size).toBe(batches.length);
    expect(new Set(results.map(({ sample_id, property }) => `${sample_id} ${property}`)).size).toBe(results.length);
  }, 60_000);

  it('keeps limits that the schema of limits takes', () => {
    for (const limit of manifest.limits) expect(limitSchema.safeParse(limit).success).toBe(true);
  });
});

describe('the simulated refinery', () => {
  it('meets its specifications for 30 days when nothing goes wrong, whatever the seed', () => {
    for (const seed of [95, 2_026]) expect([...beyond(simulated(30, false, seed))]).toEqual([]);
  }, 60_000);

  it('goes off its specification where and when a fault says so, and nowhere else', () => {
    const readings = simulated(14, true);
    const found = beyond(readings);
    expect(found.get('tank-102 quality.rvp')).toBeGreaterThan(3);
    expect(found.get('tank-301 quality.water')).toBeGreaterThan(5);
    const faulty = new Set(['rvp', 'water']);
    for (const id of found.keys()) expect(faulty).toContain(id.split('.')[1]);
    const faults = faultsBetween(ORIGIN, ORIGIN, ORIGIN + 14 * DAY);
    const water = faults.find(({ kind }) => kind === 'water-ingress');
    for (const { asset, signal, timeMs, value } of readings)
      if (`${asset} ${signal}` === 'tank-301 quality.water' && value > 200)
        expect(timeMs >= (water?.fromMs ?? 0) && timeMs < (water?.toMs ?? 0)).toBe(true);
  });

  it('has every fault in its second cycle, and tells the same history however far it is asked for', () => {
    const kinds = faultsBetween(ORIGIN, ORIGIN + 14 * DAY, ORIGIN + 28 * DAY).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(FAULT_KINDS));
    const long = simulated(3, true);
    expect(simulated(2, true)).toEqual(long.filter(({ timeMs }) => timeMs < ORIGIN + 2 * DAY));
  });

  it('holds a stuck sensor at the very same value', () => {
    const stuck = faultsBetween(ORIGIN, ORIGIN, ORIGIN + 14 * DAY).find(({ kind }) => kind === 'sensor-stuck');
    const values = simulated(3, true).flatMap(({ asset, signal, timeMs, value }) =>
      asset === stuck?.asset && signal === stuck.signal && timeMs >= stuck.fromMs && timeMs < stuck.toMs ? [value] : [],
    );
    expect(values.length).toBe(12);
    expect(new Set(values).size).toBe(1);
  });

  it('writes some values wrong at first and puts them right later, so that the last word is the true one', () => {
    const values = openPlant(ORIGIN).values(ORIGIN + 2 * DAY);
    const byKey = grouped(values, ({ tag, time }) => `${tag} ${time}`);
    const corrected = [...byKey.values()].filter((all) => all.length > 1);
    expect(corrected.length).toBeGreaterThan(5);
    for (const [first, last] of corrected) expect(last!.changedMs).toBeGreaterThan(first!.changedMs);
  });
});

const panelSchema = z.looseObject({
  id: z.number(),
  title: z.string(),
  // A note of one line says it itself.
  description: z.string().min(10).optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.looseObject({ queryType: z.string() })).optional(),
});
const dashboardSchema = z.looseObject({
  uid: z.string().min(1).max(40),
  description: z.string(),
  schemaVersion: z.literal(41),
  panels: z.array(panelSchema),
  templating: z.object({ list: z.array(z.looseObject({ name: z.string() })).default([]) }),
  annotations: z.object({ list: z.array(z.looseObject({ target: z.looseObject({ queryType: z.string() }) })).min(1) }),
});
const dashboards = Object.entries(fuelQualityDashboards().dashboards).map(
  ([name, dashboard]) => [name, dashboardSchema.parse(JSON.parse(JSON.stringify(dashboard)))] as const,
);

describe.each(dashboards)('the dashboard %s', (_, dashboard) => {
  it('asks only what the data source understands, of marts and signals of the pack', () => {
    const tables = manifest.marts.map(({ table }) => table);
    const signals = new Set(manifest.signals.map(({ measurement, field }) => `${measurement}.${field}`));
    const made = ['soft_sensor.octane_ron_uncorrected', 'soft_sensor.octane_ron_outside'];
    for (const target of [
      ...dashboard.panels.flatMap((panel) => panel.targets ?? []),
      ...dashboard.annotations.list.map((one) => one.target),
    ]) {
      const query = querySchema.safeParse(target);
      expect(query.error?.issues ?? [], JSON.stringify(target)).toEqual([]);
      if (query.data?.queryType === 'mart') expect(tables).toContain(query.data.table);
      if (query.data?.queryType === 'telemetry')
        for (const name of query.data.signals) expect([...signals, ...made, '$property']).toContain(name);
    }
  });

  it('uses the variables that it has, says that it is simulated, and has panels that do not overlap', () => {
    const known = dashboard.templating.list.map(({ name }) => name);
    const text = JSON.stringify([dashboard.panels, dashboard.annotations, dashboard.templating]);
    for (const name of known) expect(text).toContain(`$${name}`.replace('$batch', '$'));
    expect(dashboard.description).toMatch(/simulated/i);
    const cells = new Set<string>();
    for (const { gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(cells.has(`${x} ${y}`)).toBe(false);
          cells.add(`${x} ${y}`);
        }
    }
  });
});
