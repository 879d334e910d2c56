import { describe, expect, it } from 'vitest';
import { mappingNameOf } from './mapping-name.js';
import { fieldKindOf, fieldValueOf, type RecordColumn } from './record-values.js';

const column = (type: string, more: Partial<RecordColumn> = {}): RecordColumn => ({
  name: 'x',
  type,
  required: false,
  ...more,
});

describe('a form of a record', () => {
  it('enters each column with what fits its type', () => {
    expect(
      [column('integer'), column('number | null'), column('boolean'), column('array'), column('string')].map(
        fieldKindOf,
      ),
    ).toEqual(['number', 'number', 'switch', 'list', 'text']);
    expect(fieldKindOf(column('string', { format: 'date' }))).toBe('date');
    expect(fieldKindOf(column('string', { format: 'date-time' }))).toBe('time');
  });

  it('turns what is typed into what the record wants', () => {
    expect(fieldValueOf(column('number'), '0,5')).toEqual({ kind: 'value', value: 0.5 });
    expect(fieldValueOf(column('array'), '1; 2,5;3')).toEqual({ kind: 'value', value: [1, 2.5, 3] });
    expect(fieldValueOf(column('string'), ' ')).toEqual({ kind: 'value', value: undefined });
    expect(fieldValueOf(column('string', { format: 'date-time' }), '2026-03-01T12:00Z')).toEqual({
      kind: 'value',
      value: '2026-03-01T12:00:00.000Z',
    });
  });

  it('says what is wrong with a field before anything is sent', () => {
    expect(fieldValueOf(column('integer'), '1.5')).toEqual({ kind: 'fault', reason: '1.5 is no whole number' });
    expect(fieldValueOf(column('string', { required: true }), '')).toEqual({ kind: 'fault', reason: 'is needed' });
    expect(fieldValueOf(column('array'), '1;two').kind).toBe('fault');
  });
});

it('names a mapping after its file', () => {
  expect(['Wells 2026.csv', 'ЛАБ.xlsx', 'a.b.csv', '.csv'].map(mappingNameOf)).toEqual([
    'wells-2026',
    'mapping',
    'a.b',
    'mapping',
  ]);
});
