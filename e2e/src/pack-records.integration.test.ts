import { fileURLToPath } from 'node:url';
import { PACK_NAMES } from '@wellhead/packs';
import { loadPack } from '@wellhead/stores';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type IngestorFixture, openIngestorFixture } from '../../ingestor/testing/ingestor-fixture.js';

/** What record types of packs use of JSON Schema. */
interface Schema {
  readonly type?: string | readonly string[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly format?: string | undefined;
  readonly minimum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minItems?: number | undefined;
  readonly items?: Schema | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
}
const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    format: z.string().optional(),
    minimum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    maximum: z.number().optional(),
    minItems: z.number().optional(),
    items: schemaSchema.optional(),
    properties: z.record(z.string(), schemaSchema).optional(),
    required: z.array(z.string()).optional(),
  }),
);

const typeOf = ({ type }: Schema): string | undefined => (typeof type === 'string' ? type : type?.[0]);

/** The first or second value that a schema takes. */
function valueOf(schema: Schema, nth: 1 | 2): unknown {
  if (schema.enum !== undefined) return schema.enum[nth - 1] ?? schema.enum[0];
  const type = typeOf(schema);
  if (type === 'integer' || type === 'number')
    return Math.min((schema.minimum ?? schema.exclusiveMinimum ?? 0) + nth, schema.maximum ?? Infinity);
  if (type === 'array') return Array.from({ length: schema.minItems ?? 1 }, () => valueOf(schema.items ?? {}, nth));
  if (type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, property]) => [name, valueOf(property, nth)]),
    );
  if (schema.format === 'date') return `2026-03-0${nth}`;
  return schema.format === 'date-time' ? `2026-03-0${nth}T10:00:00Z` : `word ${nth}`;
}

const packs = await Promise.all(
  PACK_NAMES.map((name) => loadPack(fileURLToPath(new URL(`../../packs/${name}`, import.meta.url)))),
);
const types = packs.flatMap(({ manifest }) =>
  manifest.recordTypes.map(({ type, table, key, schema }) => ({
    type,
    table,
    key,
    schema: schemaSchema.parse(schema),
  })),
);

describe('records of every type of the packs', () => {
  let fixture: IngestorFixture;
  beforeAll(async () => {
    fixture = await openIngestorFixture({ packs });
  });
  afterAll(() => fixture.close());

  async function send(type: string, row: unknown): Promise<void> {
    const answer = await fixture.post(`/api/v1/records/${type}`, JSON.stringify([row]), {
      'content-type': 'application/json',
    });
    await answer.text();
    await fixture.ingestor.drained();
  }
  const rows = async (sql: string, values: unknown[] = []): Promise<readonly Record<string, unknown>[]> =>
    (await fixture.database.pool.query<Record<string, unknown>>(sql, values)).rows;

  it('are of fifteen types or more', () => {
    expect(types.length).toBeGreaterThanOrEqual(15);
  });

  it.each(types)(
    '$type sent twice are there once, a late correction overwrites, and a row that is refused is in quarantine with its reason',
    async ({ type, table, key, schema }) => {
      const row = valueOf(schema, 1) as Record<string, unknown>;
      await send(type, row);
      await send(type, row);
      expect(await rows(`select count(*)::int as n from ${table}`)).toEqual([{ n: 1 }]);

      const [corrected] = Object.entries(schema.properties ?? {}).filter(
        ([name, property]) =>
          !key.includes(name) &&
          property.format === undefined &&
          ['string', 'number', 'integer'].includes(String(typeOf(property))) &&
          valueOf(property, 1) !== valueOf(property, 2),
      );
      if (corrected !== undefined) {
        const [name, property] = corrected;
        await send(type, { ...row, [name]: valueOf(property, 2) });
        expect(await rows(`select ${name}::text as value from ${table}`)).toEqual([
          { value: expect.stringMatching(new RegExp(`^${String(valueOf(property, 2))}(\\.0+)?$`)) as string },
        ]);
      }

      const [required = ''] = (schema.required ?? []).toReversed();
      const { [required]: _, ...lacking } = row;
      await send(type, lacking);
      expect(await rows(`select count(*)::int as n from ${table}`)).toEqual([{ n: 1 }]);
      const refused = await rows('select reason, raw from ops.quarantine order by id desc limit 1');
      expect(refused[0]?.['reason']).toContain(required);
      expect(JSON.parse(String(refused[0]?.['raw']))).toEqual(lacking);
    },
  );

  it('are refused one for one, and nothing else', async () => {
    expect(await rows('select count(*)::int as n from ops.quarantine')).toEqual([{ n: types.length }]);
  });
});
