import type { RecordType } from '@wellhead/contracts';
import type { RecordOperation } from '@wellhead/stores';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** A record type with its schema compiled. */
export interface CheckedRecordType {
  readonly recordType: RecordType;
  /** Why a row does not fit what is to be done with it; undefined if it does. A deletion wants the key alone. */
  fault(row: unknown, operation?: RecordOperation): RecordFault | undefined;
}

export interface RecordFault {
  readonly reason: string;
  readonly field?: string;
  readonly found?: string;
  readonly expected?: string;
}

export interface RecordTypes {
  find(type: string): Promise<CheckedRecordType | undefined>;
}

/** How long a record type is taken as it was read, in ms: packs are upgraded while we run. */
const KEPT_MS = 30_000;

/** Finds record types in the catalogue and compiles their schemas (JSON Schema, draft 2020-12). */
export function openRecordTypes(
  recordType: (type: string) => Promise<RecordType | undefined>,
  clock: () => number,
): RecordTypes {
  const kept = new Map<string, { readonly checked: CheckedRecordType; readonly untilMs: number }>();
  return {
    async find(type) {
      const held = kept.get(type);
      if (held && held.untilMs > clock()) return held.checked;
      const found = await recordType(type);
      if (!found) {
        kept.delete(type);
        return undefined;
      }
      const isSame = held && JSON.stringify(held.checked.recordType) === JSON.stringify(found);
      const checked = isSame ? held.checked : compile(found);
      kept.set(type, { checked, untilMs: clock() + KEPT_MS });
      return checked;
    },
  };
}

/** Packs may annotate their schemas with words that we do not know; `strict` would refuse the pack for it. */
const READING = { allErrors: false, strict: false, validateFormats: true } as const;

/** Knows what a schema may say. Shared, because what checks schemas is compiled itself: that cost each record type more than its own schema. */
const ofSchemas = new Ajv2020(READING);

function compile(recordType: RecordType): CheckedRecordType {
  const schema = { type: 'object', ...recordType.schema };
  void ofSchemas.validateSchema(schema, true);
  // One a type: two of them may name their schema alike.
  const ajv = new Ajv2020({ ...READING, validateSchema: false });
  addFormats.default(ajv);
  const validate: ValidateFunction = ajv.compile(schema);
  return {
    recordType,
    fault(row, operation = 'upsert') {
      if (operation === 'truncate') return undefined;
      if (operation === 'delete') return keyFault(recordType, row);
      if (validate(row)) return undefined;
      const [error] = validate.errors ?? [];
      return error ? describe(error, row) : { reason: 'the row does not fit its schema' };
    },
  };
}

function keyFault({ key }: RecordType, row: unknown): RecordFault | undefined {
  const held = typeof row === 'object' && row !== null ? new Map(Object.entries(row)) : new Map<string, unknown>();
  const field = key.find((name) => (held.get(name) ?? null) === null);
  if (field === undefined) return undefined;
  return { reason: `${field} is missing: it belongs to the key of the row to delete`, field, expected: key.join(', ') };
}

function describe(error: ErrorObject, row: unknown): RecordFault {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const field = path || String(error.params['missingProperty'] ?? error.params['additionalProperty'] ?? '');
  const found = valueAt(row, error.instancePath);
  return {
    reason: `${field || 'the row'} ${error.message ?? 'does not fit its schema'}`,
    ...(field ? { field } : {}),
    ...(path && found !== undefined ? { found: JSON.stringify(found).slice(0, 100) } : {}),
    expected: `${error.keyword} ${JSON.stringify(error.schema ?? error.params)}`.slice(0, 200),
  };
}

function valueAt(row: unknown, pointer: string): unknown {
  let value = row;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value;
}
