import type { FieldValue, Reading } from '@wellhead/contracts';

/** One reading as a line of line protocol, time in ns: what quarantine shows of a row that a store refused. */
export const formatLine = ({ series, timeNs, value }: Reading): string =>
  `${series.key}=${formatValue(value, series.type)} ${timeNs}`;

function formatValue(value: FieldValue, type: Reading['series']['type']): string {
  switch (type) {
    case 'float':
    case 'boolean':
      return String(value);
    case 'integer':
      return `${value}i`;
    case 'unsigned':
      return `${value}u`;
    case 'string':
      return `"${String(value).replace(/["\\]/g, '\\$&')}"`;
    default:
      return type satisfies never;
  }
}
