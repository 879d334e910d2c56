import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readMapping } from '@wellhead/stores';
import { describe, expect, it } from 'vitest';
import { openConversion } from './convert-file.js';
import type { FileChunk } from './domain/chunks.js';
import { formatOf } from './domain/file-format.js';

const folder = fileURLToPath(new URL('./testdata/', import.meta.url));

/** What the catalogue knows in all cases. */
const known = {
  signals: [
    { asset: 'well-101', measurement: 'esp', field: 'motor_temperature', unit: 'celsius' },
    { asset: 'T-1', measurement: 'gasoline', field: 'density', unit: 'kg/m3' },
  ],
  types: [{ measurement: 'esp', field: 'running', type: 'boolean' as const }],
};
const fields = [
  { name: 'sample_id', type: 'integer' },
  { name: 'taken_on', type: 'string', format: 'date' },
  { name: 'ready_at', type: 'string', format: 'date-time' },
  { name: 'property', type: 'string' },
  { name: 'value', type: 'number' },
  { name: 'curve', type: 'array' },
  { name: 'accredited', type: 'boolean' },
];

async function convert(name: string, piece: number, skipRows = 0) {
  const input = readdirSync(path.join(folder, name)).find((file) => file.startsWith('input.')) ?? '';
  const bytes = readFileSync(path.join(folder, name, input));
  const mapping = readMapping(readFileSync(path.join(folder, name, 'mapping.yaml'), 'utf8'));
  if ('faults' in mapping) throw new Error(mapping.faults.join('; '));
  const conversion = openConversion({ format: formatOf(input, bytes), mapping, known, fields, skipRows });
  const chunks: FileChunk[] = [];
  for (let at = 0; at < bytes.length; at += piece)
    chunks.push(...conversion.push(bytes.subarray(at, Math.min(at + piece, bytes.length))));
  const end = await conversion.end();
  chunks.push(...end.chunks);
  return {
    dialect: conversion.head?.dialect,
    preamble: conversion.head?.preamble,
    rowsRead: conversion.rowsRead,
    emptyRows: chunks.reduce((sum, chunk) => sum + chunk.emptyRows, 0),
    stored: chunks.map(({ text }) => text),
    refused: chunks.flatMap((chunk) => chunk.refused),
    fault: end.fault?.reason,
  };
}

describe.each(readdirSync(folder))('the case %s', (name) => {
  it('gives the expected rows and errors', async () => {
    const found = `${JSON.stringify(await convert(name, 1_000_000), undefined, 2)}\n`;
    await expect(found).toMatchFileSnapshot(path.join(folder, name, 'expected.json'));
  });

  it('gives the same, however its bytes are cut into pieces', async () => {
    expect(await convert(name, 7)).toEqual(await convert(name, 1_000_000));
  });

  it('passes over rows that were taken in before', async () => {
    const [all, rest] = [await convert(name, 1_000_000), await convert(name, 1_000_000, 2)];
    expect(rest.rowsRead).toBe(all.rowsRead);
    expect(all.refused.slice(all.refused.length - rest.refused.length)).toEqual(rest.refused);
    expect(all.stored.join('\n').replace(/^\[|\]$/g, '')).toContain(rest.stored.join('\n').replace(/^\[|\]$/g, ''));
  });
});
