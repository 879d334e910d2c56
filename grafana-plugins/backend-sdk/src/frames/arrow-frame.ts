import { Field, RecordBatch, Schema, Struct, Table, makeData, tableToIPC } from 'apache-arrow';
import type { Frame, FrameField } from '@wellhead/contracts';
import { GRAFANA_TYPES, arrowColumn } from './arrow-columns.js';

type Metadata = Map<string, string>;

function fieldMetadata(field: FrameField): Metadata {
  const metadata: Metadata = new Map([['tstype', GRAFANA_TYPES[field.type]]]);
  if (field.labels) metadata.set('labels', JSON.stringify(field.labels));
  if (field.config) metadata.set('config', JSON.stringify(field.config));
  return metadata;
}

function frameMetadata(frame: Frame): Metadata {
  const metadata: Metadata = new Map([
    ['name', frame.name],
    ['refId', frame.refId ?? ''],
  ]);
  if (frame.meta) metadata.set('meta', JSON.stringify(frame.meta));
  return metadata;
}

function rowsOf(frame: Frame): number {
  const lengths = new Set(frame.fields.map((field) => field.values.length));
  if (lengths.size > 1) {
    const told = frame.fields.map((field) => `${field.name} ${field.values.length}`).join(', ');
    throw new RangeError(`Frame ${frame.name}: its fields differ in length (${told}); each needs one value a row.`);
  }
  const [rows = 0] = lengths;
  return rows;
}

/** A frame as one Arrow IPC file, as Grafana reads it. Throws what `arrowColumn` throws, and for fields of unequal length. */
export function arrowFrame(frame: Frame): Uint8Array {
  const length = rowsOf(frame);
  const columns = frame.fields.map(arrowColumn);
  const fields = frame.fields.map((field, at) => {
    const column = columns[at] as (typeof columns)[number];
    return new Field(field.name, column.data.type, column.nullable, fieldMetadata(field));
  });
  const schema = new Schema(fields, frameMetadata(frame));
  const children = columns.map(({ data }) => data);
  const batch = new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children }));
  return tableToIPC(new Table(schema, [batch]), 'file');
}
