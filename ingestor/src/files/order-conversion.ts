import { UNMAPPED, type FileMapping } from '@wellhead/contracts';
import { listFieldTypes, openCatalogue, openTagCatalogue, recordColumns } from '@wellhead/stores';
import type { Pool } from 'pg';
import type { ConversionOrder } from './convert-file.js';
import type { FileFormat } from './domain/file-format.js';
import { subjectsOf } from './domain/mapping-subjects.js';

/** Puts together what a conversion needs to know of the catalogue as it is now; a record type that no pack has is told as text. */
export async function orderConversion(
  format: FileFormat,
  written: FileMapping,
  pool: Pool,
): Promise<Omit<ConversionOrder, 'skipRows' | 'limitRows'> | string> {
  const catalogue = openCatalogue(pool);
  const mapping = await withTags(written, pool);
  const { records } = mapping;
  const recordType = records && (await catalogue.recordType(records.type));
  if (records && !recordType)
    return `no installed pack has the record type “${records.type}”: correct the mapping, or install the pack`;
  const { signals, measurements } = subjectsOf(mapping);
  const all = signals.length === 0 ? [] : await catalogue.signals({ signals });
  return {
    format,
    mapping,
    known: {
      signals: all.map(({ asset, measurement, field, unit }) => ({ asset, measurement, field, unit })),
      types: await listFieldTypes(pool, measurements),
    },
    fields: recordType ? recordColumns(recordType) : [],
  };
}

/** A mapping by tags, with what they mean now; tags that nobody has mapped are kept under their own names. */
async function withTags(mapping: FileMapping, pool: Pool): Promise<FileMapping> {
  const { readings } = mapping;
  if (readings?.form !== 'long' || !readings.tagMap) return mapping;
  const known = (await openTagCatalogue(pool).list()).map(({ tag, asset, measurement, field, unit }) => [
    tag,
    { signal: `${measurement}.${field}`, asset, ...(unit === '' ? {} : { unit }) },
  ]);
  return {
    ...mapping,
    readings: {
      ...readings,
      asset: readings.asset ?? { fixed: UNMAPPED.asset },
      signals: { ...(Object.fromEntries(known) as typeof readings.signals), ...readings.signals },
      unmapped: readings.unmapped === 'refuse' ? { measurement: UNMAPPED.measurement } : readings.unmapped,
    },
  };
}
