import type { FileMapping } from '@wellhead/contracts';
import { listFieldTypes, openCatalogue, recordColumns } from '@wellhead/stores';
import type { Pool } from 'pg';
import type { ConversionOrder } from './convert-file.js';
import type { FileFormat } from './domain/file-format.js';
import { subjectsOf } from './domain/mapping-subjects.js';

/** Puts together what a conversion needs to know of the catalogue as it is now; a record type that no pack has is told as text. */
export async function orderConversion(
  format: FileFormat,
  mapping: FileMapping,
  pool: Pool,
): Promise<Omit<ConversionOrder, 'skipRows' | 'limitRows'> | string> {
  const catalogue = openCatalogue(pool);
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
