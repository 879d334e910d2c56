import { QUALITY_MEASUREMENT, type Series } from '@wellhead/contracts';
import type { FieldTypeRegistry } from '@wellhead/stores';
import { assetRuleOf, type AssetRule } from './domain/asset-rule.js';
import { applyChecked, type CheckedRows } from './domain/checks/checked-rows.js';
import type { BodyPart } from './domain/checks/refuse-parts.js';
import { openColumns, type OwnedBatch } from './domain/columns.js';
import { type Decoded, type DecodeOptions, type RefusedInput, UNBOUNDED } from './domain/decoded.js';
import { openPointDecoder } from './domain/json-points.js';
import { openLineParser } from './domain/line-protocol/parse-lines.js';
import { openSeriesTable } from './domain/series-table.js';
import type { RecentRecord } from './sinks/recent-records.js';
import type { RecordHeader, SpoolRecord } from './spool/record.js';

export type TelemetryKind = 'lines' | 'points';

/** Reads bodies of telemetry, on their way in and again from the spool, into the same series objects. */
export interface Decoder {
  /** A body that cannot be read at all is told as text. */
  decode(kind: TelemetryKind, body: Buffer, options: DecodeOptions): Decoded | string;
  /** Reads a body with the types that are registered; those that nobody has used yet are registered durably first. Rejects when they cannot be. */
  decodeRegistered(
    kind: TelemetryKind,
    body: Buffer,
    options: Omit<DecodeOptions, 'typeOf'>,
  ): Promise<Decoded | string>;
  /** Applies what checks decided; the type of companions is registered durably first. Rejects when it cannot be. */
  applyRegistered(batch: OwnedBatch, checked: CheckedRows | undefined): Promise<OwnedBatch>;
  /** Reads a body again, with the lines or points that its rows came from. */
  partsOf(kind: TelemetryKind, body: Buffer, options: Omit<DecodeOptions, 'typeOf'>): readonly BodyPart[];
  /** Everything that is refused when a body is read again, in full. */
  refusalsOf(kind: TelemetryKind, body: Buffer, options: Omit<DecodeOptions, 'typeOf'>): readonly RefusedInput[];
  /** The rule of a token that is bound to these patterns of assets. */
  assetRule(patterns: readonly string[]): AssetRule;
  /** A record from disk, as the telemetry sink wants it: with its rows. */
  reread(record: SpoolRecord): RecentRecord;
}

const MAX_RULES = 1_000;

/** How a body was read when it came in, and is to be read again. */
export const readingOf = ({
  precision,
  receivedAtMs,
  assets,
}: Pick<RecordHeader, 'precision' | 'receivedAtMs' | 'assets'>): Omit<DecodeOptions, 'typeOf'> => ({
  precision,
  receivedAtMs,
  assets,
});

/** `blockRows`: rows of a block of memory that bodies share, see `feed/store-pace.ts`. */
export function openDecoder(fieldTypes: FieldTypeRegistry, blockRows?: number): Decoder {
  const table = openSeriesTable();
  const parseLines = openLineParser(table);
  const decodePoints = openPointDecoder(table);
  // Rows that are read again are soon released, new ones may wait for long: in one block, each would hold the memory of the other.
  const [columns, columnsAgain] = [openColumns(blockRows), openColumns(blockRows)];
  const typeOf = (measurement: string, field: string) => fieldTypes.known(measurement, field);
  const rules = new Map<string, AssetRule>();
  function assetRule(patterns: readonly string[]): AssetRule {
    const key = JSON.stringify(patterns);
    const rule = rules.get(key) ?? assetRuleOf(patterns);
    if (rules.size >= MAX_RULES) rules.clear();
    rules.set(key, rule);
    return rule;
  }
  const decode: Decoder['decode'] = (kind, body, given) => {
    const options = given.assets ? { ...given, mayWrite: assetRule(given.assets) } : given;
    return kind === 'lines' ? parseLines(body, options) : decodePoints(body, options);
  };
  /** The rows may be new ones: what is released is still the memory that they came from. */
  const apply = (batch: OwnedBatch, checked: CheckedRows | undefined): OwnedBatch => ({
    ...applyChecked(batch, checked, table),
    release: batch.release,
  });
  return {
    decode,
    async decodeRegistered(kind, body, options) {
      const { precision, receivedAtMs, assets, onPart, refusals } = options;
      for (;;) {
        // Not spread: for a body of one line that would cost as much as reading it.
        const decoded = decode(kind, body, { precision, receivedAtMs, assets, onPart, refusals, typeOf, columns });
        if (typeof decoded === 'string' || decoded.newTypes.length === 0) return decoded;
        decoded.batch.release();
        await fieldTypes.register(decoded.newTypes);
      }
    },
    async applyRegistered(batch, checked) {
      const applied = apply(batch, checked);
      if (!checked?.marks) return applied;
      const fields = new Set<string>();
      for (let row = applied.length - 1; row >= 0; row--) {
        const { measurement, field } = applied.series[applied.seriesIndex[row] as number] as Series;
        if (measurement !== QUALITY_MEASUREMENT) break;
        if (typeOf(measurement, field) === undefined) fields.add(field);
      }
      const newTypes = [...fields].map((field) => ({
        measurement: QUALITY_MEASUREMENT,
        field,
        type: 'string' as const,
      }));
      if (newTypes.length > 0) await fieldTypes.register(newTypes);
      return applied;
    },
    partsOf(kind, body, options) {
      const starts: Omit<BodyPart, 'endRow'>[] = [];
      const onPart: DecodeOptions['onPart'] = (place, raw, firstRow) => starts.push({ place, raw, firstRow });
      const decoded = decode(kind, body, { ...options, typeOf, onPart });
      if (typeof decoded === 'string') return [];
      decoded.batch.release();
      const rows = decoded.batch.length;
      return starts.map((part, at) => ({ ...part, endRow: starts[at + 1]?.firstRow ?? rows }));
    },
    refusalsOf(kind, body, options) {
      const decoded = decode(kind, body, { ...options, typeOf, refusals: UNBOUNDED });
      if (typeof decoded === 'string') return [];
      decoded.batch.release();
      return decoded.refused;
    },
    assetRule,
    reread({ sequence, header, body }) {
      const { kind } = header;
      if (kind !== 'lines' && kind !== 'points') return { sequence, header, batch: undefined, body };
      // Types were registered before the record was written, so the same rows come out.
      const decoded = decode(kind, body, { ...readingOf(header), typeOf, columns: columnsAgain });
      const batch = typeof decoded === 'string' ? undefined : apply(decoded.batch, header.checked);
      return { sequence, header, batch, body: undefined };
    },
  };
}
