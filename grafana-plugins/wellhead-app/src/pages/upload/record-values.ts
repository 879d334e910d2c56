import { typedNumber } from '../frame/typed-number.js';

/** A column of a record type, as the API tells of it. */
export interface RecordColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly required: boolean;
}

/** What a field of the form is entered with. */
export type FieldKind = 'text' | 'number' | 'switch' | 'date' | 'time' | 'list';

export function fieldKindOf({ type, format }: Pick<RecordColumn, 'type' | 'format'>): FieldKind {
  if (type.includes('array')) return 'list';
  if (type.includes('boolean')) return 'switch';
  if (type.includes('number') || type.includes('integer')) return 'number';
  if (format === 'date') return 'date';
  return format === 'date-time' ? 'time' : 'text';
}

export type FieldValue =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'fault'; readonly reason: string };

const value = (given: unknown): FieldValue => ({ kind: 'value', value: given });
const fault = (reason: string): FieldValue => ({ kind: 'fault', reason });

/**
 * What somebody typed, as the record wants it: numbers with a comma too, lists with semicolons between their numbers, times as UTC
 * instants. An empty optional field is left out (undefined).
 */
export function fieldValueOf(column: RecordColumn, text: string): FieldValue {
  const kind = fieldKindOf(column);
  if (kind === 'switch') return value(text === 'true');
  if (text.trim() === '') return column.required ? fault('is needed') : value(undefined);
  switch (kind) {
    case 'text':
    case 'date':
      return value(text.trim());
    case 'time': {
      const ms = Date.parse(text);
      return Number.isNaN(ms) ? fault(`“${text}” is no time`) : value(new Date(ms).toISOString());
    }
    case 'number': {
      const number = typedNumber(text);
      if (number === undefined) return fault(`“${text}” is no number`);
      if (column.type.includes('integer') && !Number.isInteger(number)) return fault(`${text} is no whole number`);
      return value(number);
    }
    case 'list': {
      const numbers = text.split(';').map(typedNumber);
      return numbers.includes(undefined) ? fault('expected numbers with ; between them') : value(numbers);
    }
    default:
      return kind satisfies never;
  }
}
