import type { FieldType } from '@wellhead/contracts';
import { type Cell, cellText, foundText, type RowFault } from './cells.js';
import { normalNumber, type NumberStyle } from './normal-number.js';

/** A value as line protocol writes it, or why the cell holds none. */
export type ValueText = string | RowFault;

const TRUTHS: Readonly<Record<string, 'true' | 'false'>> = {
  ...Object.fromEntries(['true', 't', 'yes', 'y', 'on', '1', 'да'].map((word) => [word, 'true'] as const)),
  ...Object.fromEntries(['false', 'f', 'no', 'n', 'off', '0', 'нет'].map((word) => [word, 'false'] as const)),
};

/** Whether a cell says yes or no. */
export const truthOf = (cell: Cell): 'true' | 'false' | undefined => TRUTHS[cellText(cell).trim().toLowerCase()];

/** A cell as a plain decimal number, if it is one in this style. */
export const numberOf = (cell: Cell, style: NumberStyle): string | undefined =>
  typeof cell === 'string'
    ? normalNumber(cell, style)
    : typeof cell === 'number' && Number.isFinite(cell)
      ? String(cell)
      : undefined;

const example = ({ decimal, thousands }: NumberStyle): string => `a number like 1${thousands}234${decimal}5`;

/** Reads cells of one type; numbers are converted where a conversion is given. */
export function fieldValue(
  cell: Cell,
  column: string,
  type: FieldType,
  style: NumberStyle,
  convert: ((value: number) => number) | undefined,
): ValueText {
  switch (type) {
    case 'float': {
      const number = numberOf(cell, style);
      if (number === undefined)
        return { column, reason: 'the value is no number', found: foundText(cell), expected: example(style) };
      return convert ? String(convert(Number(number))) : number;
    }
    case 'integer':
    case 'unsigned': {
      const number = numberOf(cell, style);
      const whole = number === undefined ? undefined : wholeOf(convert ? String(convert(Number(number))) : number);
      if (whole === undefined || (type === 'unsigned' && whole.startsWith('-')))
        return {
          column,
          reason: `the value is no whole number, and the field is ${type}`,
          found: foundText(cell),
          expected: '42',
        };
      return `${whole}${type === 'integer' ? 'i' : 'u'}`;
    }
    case 'boolean':
      return (
        truthOf(cell) ?? {
          column,
          reason: 'the value is neither true nor false',
          found: foundText(cell),
          expected: 'true, false, yes, no, 1, 0',
        }
      );
    case 'string':
      return `"${cellText(cell).replace(/["\\]/g, '\\$&')}"`;
    default:
      return type satisfies never;
  }
}

/** `5.0` → `5`; undefined for `5.1`. */
const wholeOf = (number: string): string | undefined =>
  /^-?\d+(?:\.0+)?$/.test(number)
    ? number.split('.', 1)[0]
    : Number.isSafeInteger(Number(number))
      ? String(Number(number))
      : undefined;
