import type { LimitKind } from '@wellhead/contracts';

/** What the pickers offer, as the api's resources tell it. */

export interface CatalogueAsset {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly parent: string | null;
}
export interface CatalogueSignal {
  readonly asset: string;
  /** `measurement.field` */
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly forecast: boolean;
  readonly lastValue: number | undefined;
  readonly lastAtMs: number | undefined;
}
export interface CatalogueLimit {
  readonly asset: string;
  readonly signal: string;
  readonly kind: LimitKind;
  readonly value: number;
}
export interface CatalogueColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}
export interface CatalogueTable {
  readonly name: string;
  readonly title: string;
  readonly timeColumn: string | undefined;
  readonly columns: readonly CatalogueColumn[];
}
export interface Catalogue {
  readonly assets: readonly CatalogueAsset[];
  readonly signals: readonly CatalogueSignal[];
  readonly limits: readonly CatalogueLimit[];
  readonly marts: readonly CatalogueTable[];
  readonly recordTypes: readonly CatalogueTable[];
}

/** Who can be asked for the catalogue. */
export interface CatalogueSource {
  catalogue(): Promise<Catalogue>;
}

export const emptyCatalogue: Catalogue = { assets: [], signals: [], limits: [], marts: [], recordTypes: [] };

type Json = Readonly<Record<string, unknown>>;

/** Loads everything at once; rejects with what the backend said. */
export async function loadCatalogue(get: (path: string) => Promise<unknown>): Promise<Catalogue> {
  const [assets, signals, limits, marts, recordTypes] = await Promise.all(
    ['assets', 'signals', 'limits', 'marts', 'record-types'].map(get),
  );
  return {
    assets: rowsOf(assets).map(assetOf),
    signals: rowsOf(signals).map(signalOf),
    limits: rowsOf(limits).map(limitOf),
    marts: rowsOf(marts).map((row) => tableOf(row, text(row.table))),
    recordTypes: rowsOf(recordTypes).map((row) => tableOf(row, text(row.type))),
  };
}

/** A list comes bare or as the only list of an object. */
export function rowsOf(body: unknown): readonly Json[] {
  if (Array.isArray(body)) return body as readonly Json[];
  if (typeof body !== 'object' || body === null) return [];
  return (Object.values(body).find((value) => Array.isArray(value)) ?? []) as readonly Json[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const finite = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** Milliseconds, or an ISO time. */
export function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return finite(value);
  const ms = Date.parse(value);
  return Number.isFinite(ms) ? ms : undefined;
}

const assetOf = (row: Json): CatalogueAsset => ({
  id: text(row.id),
  title: text(row.title) || text(row.id),
  kind: text(row.kind),
  parent: text(row.parent) || null,
});

function signalOf(row: Json): CatalogueSignal {
  const last = (row.last ?? row.latest ?? {}) as Json;
  return {
    asset: text(row.asset),
    name: nameOf(row),
    title: text(row.title) || nameOf(row),
    unit: text(row.unit),
    forecast: (finite(row.horizonSteps) ?? 0) > 0,
    lastValue: finite(row.lastValue) ?? finite(last.value),
    lastAtMs: instantOf(row.lastAtMs ?? row.lastAt ?? last.timeMs ?? last.atMs ?? last.time),
  };
}

const limitOf = (row: Json): CatalogueLimit => ({
  asset: text(row.asset),
  signal: nameOf(row),
  kind: text(row.kind) as LimitKind,
  value: finite(row.value) ?? Number.NaN,
});

const nameOf = (row: Json): string => `${text(row.measurement)}.${text(row.field)}`;

function tableOf(row: Json, name: string): CatalogueTable {
  return {
    name,
    title: text(row.title) || name,
    timeColumn: text(row.timeColumn) || undefined,
    columns: columnsOf(row),
  };
}

/** Columns come as a list, or as the properties of a JSON Schema. */
function columnsOf(row: Json): readonly CatalogueColumn[] {
  if (Array.isArray(row.columns)) {
    return (row.columns as readonly unknown[]).map((column) =>
      typeof column === 'string'
        ? { name: column, type: '', comment: '' }
        : {
            name: text((column as Json).name),
            type: text((column as Json).type),
            comment: text((column as Json).comment) || text((column as Json).description),
          },
    );
  }
  const properties = ((row.schema as Json | undefined)?.properties ?? {}) as Readonly<Record<string, Json>>;
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: text(schema.format) || text(schema.type),
    comment: text(schema.description),
  }));
}
