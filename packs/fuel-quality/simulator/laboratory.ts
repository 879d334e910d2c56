import { seededRandom } from '../../demo-kit/random.js';
import type { SimulatedReading } from './refinery.js';

/** One result as a laboratory reports it. */
export interface LabResult {
  readonly sample_id: string;
  readonly asset: string;
  readonly property: string;
  readonly value: number;
  readonly unit: string;
  readonly method: string;
  readonly sampled_at: string;
  readonly reported_at: string;
  readonly place: 'stream' | 'tank' | 'loading' | 'receipt';
  readonly batch: string | null;
}

export interface Batch {
  readonly batch: string;
  readonly product: string;
  readonly tank: string;
  readonly transport: 'rail car' | 'truck' | 'pipeline';
  readonly transport_number: string;
  readonly destination: string;
  readonly quantity_t: number;
  readonly loaded_at: string;
  readonly arrived_at: string | null;
}

const HOUR = 3_600_000;
/**
 * R over the standard deviation of one laboratory's error. ISO 4259-1 allows 2.77, two laboratories that differ by more than R in one case in twenty; of
 * eight properties one would then be beyond R in every third batch. These are better: one batch in thirty.
 */
const R_OVER_SD = 4;

/** Methods and their reproducibility R at usual levels; the pack's table ods.test_methods has them as data, with sources. */
export const METHODS: Readonly<
  Record<string, { readonly method: string; readonly unit: string; reproducibility(x: number): number }>
> = {
  octane_ron: { method: 'EN ISO 5164', unit: '', reproducibility: () => 0.7 },
  density_15c: { method: 'EN ISO 12185', unit: 'kg/m3', reproducibility: () => 0.5 },
  sulphur: { method: 'ASTM D5453', unit: 'mg/kg', reproducibility: (x) => 0.5797 * x ** 0.75 },
  rvp: { method: 'ASTM D323', unit: 'kPa', reproducibility: () => 5.2 },
  flash_point: { method: 'EN ISO 2719', unit: '°C', reproducibility: (x) => 0.071 * x },
  distillation_t10: { method: 'EN ISO 3405', unit: '°C', reproducibility: () => 3.2 },
  distillation_t50: { method: 'EN ISO 3405', unit: '°C', reproducibility: () => 3.3 },
  distillation_t90: { method: 'EN ISO 3405', unit: '°C', reproducibility: () => 4.3 },
  water: { method: 'EN ISO 12937', unit: 'mg/kg', reproducibility: (x) => 6.877 * Math.sqrt(x) },
  benzene: { method: 'ASTM D3606', unit: '% v/v', reproducibility: (x) => 0.13 * x + 0.05 },
};

const DESTINATIONS = ['depot-north', 'depot-south', 'depot-river'] as const;
const TRANSPORTS = ['rail car', 'truck', 'pipeline'] as const;
/** Every so many batches one takes up what the vehicle carried before. */
const CONTAMINATED_EACH = 11;
const TANK_PRODUCTS = { 1: 'petrol-95', 2: 'petrol-92', 3: 'diesel' } as const;

export interface LaboratoryWork {
  readonly results: readonly LabResult[];
  readonly batches: readonly Batch[];
}

/**
 * SIMULATED laboratory and dispatch of a refinery: the blend every four hours, each tank every twelve, a batch every eight with a sample at loading and one at
 * receipt. A result is reported three hours after its sample; what has not happened by `untilMs` is not told.
 */
export function simulateLaboratory(
  readings: Iterable<SimulatedReading>,
  {
    seed,
    originMs,
    untilMs,
    series = 'B',
  }: {
    readonly seed: number;
    readonly originMs: number;
    readonly untilMs: number;
    /** Letter that numbers of batches begin with. */
    readonly series?: string;
  },
): LaboratoryWork {
  const truth = new Map<string, Map<number, Map<string, number>>>();
  for (const { asset, signal, timeMs, value } of readings) {
    if (!signal.startsWith('true.')) continue;
    const ofAsset = truth.get(asset) ?? new Map<number, Map<string, number>>();
    const then = ofAsset.get(timeMs) ?? new Map<string, number>();
    then.set(signal.slice(5), value);
    truth.set(asset, ofAsset.set(timeMs, then));
  }
  const results: LabResult[] = [];
  const batches: Batch[] = [];
  const iso = (ms: number): string => new Date(ms).toISOString();
  const stamp = (ms: number): string => iso(ms).slice(0, 13).replaceAll(/[-T]/g, '');

  function analyse(
    sample: Pick<LabResult, 'sample_id' | 'asset' | 'place' | 'batch'>,
    atMs: number,
    properties: Iterable<readonly [string, number]>,
  ): void {
    // Each sample draws its own errors, so that a history that is told further on stays what it was.
    let hash = 7;
    for (let at = 0; at < sample.sample_id.length; at += 1) hash = (hash * 31 + sample.sample_id.charCodeAt(at)) >>> 0;
    const random = seededRandom(seed + hash);
    const reportedMs = atMs + 3 * HOUR;
    if (reportedMs > untilMs) return;
    for (const [property, value] of properties) {
      const how = METHODS[property];
      if (!how) continue;
      const found = value + (how.reproducibility(value) / R_OVER_SD) * random.normal();
      const digits = property === 'benzene' ? 2 : 1;
      results.push({
        ...sample,
        property,
        value: Number(Math.max(0, found).toFixed(digits)),
        unit: how.unit,
        method: how.method,
        sampled_at: iso(atMs),
        reported_at: iso(reportedMs),
      });
    }
  }

  for (let atMs = originMs + 4 * HOUR; atMs < untilMs; atMs += 4 * HOUR)
    analyse(
      { sample_id: `B95-${stamp(atMs)}`, asset: 'blend-95', place: 'stream', batch: null },
      atMs,
      [...(truth.get('blend-95')?.get(atMs) ?? [])].filter(
        ([property]) => property === 'octane_ron' || property === 'rvp',
      ),
    );
  for (const [asset, ofAsset] of truth)
    if (asset.startsWith('tank-'))
      for (let atMs = originMs + 12 * HOUR; atMs < untilMs; atMs += 12 * HOUR)
        analyse(
          { sample_id: `${asset.slice(5)}-${stamp(atMs)}`, asset, place: 'tank', batch: null },
          atMs,
          ofAsset.get(atMs) ?? [],
        );

  for (let atMs = originMs + 16 * HOUR, number = 1; atMs < untilMs; atMs += 8 * HOUR, number += 1) {
    const family = ((number - 1) % 3) + 1;
    const turn = Math.floor((atMs - originMs) / HOUR / 24) % 2;
    // From the tank that is not filled now.
    const tank = `tank-${family}0${turn === 0 ? 2 : 1}`;
    const random = seededRandom(seed + 7_919 * number);
    const transport = TRANSPORTS[(number + Math.floor(number / 3)) % 3] as Batch['transport'];
    const destination = DESTINATIONS[(number + Math.floor(number / 7)) % 3] as string;
    const receivedMs = atMs + Math.round(random.between(9, transport === 'truck' ? 14 : 36)) * HOUR;
    const batchId = `${series}-${String(number).padStart(4, '0')}`;
    batches.push({
      batch: batchId,
      product: TANK_PRODUCTS[family as 1 | 2 | 3],
      tank,
      transport,
      transport_number: `${transport === 'pipeline' ? 'P' : transport === 'truck' ? 'T' : 'RC'}-${1_000 + ((number * 37) % 900)}`,
      destination,
      quantity_t: Math.round(
        transport === 'truck'
          ? random.between(22, 31)
          : transport === 'pipeline'
            ? random.between(1_500, 3_000)
            : random.between(55, 66),
      ),
      loaded_at: iso(atMs),
      arrived_at: receivedMs <= untilMs ? iso(receivedMs) : null,
    });
    const loaded = [...(truth.get(tank)?.get(atMs) ?? [])];
    analyse({ sample_id: `${batchId}-L`, asset: tank, place: 'loading', batch: batchId }, atMs, loaded);
    const isContaminated = number % CONTAMINATED_EACH === CONTAMINATED_EACH - 3;
    const received = loaded.map(([property, value]): [string, number] => [
      property,
      isContaminated ? value + (TAKEN_UP[property] ?? 0) : value,
    ]);
    analyse({ sample_id: `${batchId}-R`, asset: destination, place: 'receipt', batch: batchId }, receivedMs, received);
  }
  return { results, batches };
}

/** What a vehicle that carried diesel or gas oil before leaves in the next load. */
const TAKEN_UP: Readonly<Record<string, number>> = {
  density_15c: 2.4,
  sulphur: 14,
  flash_point: -9,
  octane_ron: -1.6,
  distillation_t90: 11,
  water: 160,
};
