import { type ConversionOrder, openConversion } from '../convert-file.js';
import type { FileChunk, RowPlace } from '../domain/chunks.js';
import type { ConvertedChunk, FromWorker, ShownRow } from './worker-messages.js';

/** A conversion whose chunks are numbered, and whose rows are remembered until their chunk is kept. */
export interface NumberedConversion {
  /** Converts the next bytes; none: the file is at its end. */
  take(bytes: Buffer | undefined): Promise<Exclude<FromWorker, { kind: 'shown' }>>;
  /** Chunks up to this number are kept: their rows may be forgotten. */
  kept(upTo: number): void;
  /** Rows that lines (0-based) of a chunk come from. */
  show(chunk: number, lines: readonly number[]): readonly ShownRow[];
}

export function openNumberedConversion(order: ConversionOrder): NumberedConversion {
  const conversion = openConversion(order);
  const waiting = new Map<number, readonly RowPlace[]>();
  let chunkCount = 0;

  const numbered = (chunks: readonly FileChunk[]): ConvertedChunk[] =>
    chunks.map(({ text, rows, ...chunk }) => {
      const number = chunkCount++;
      waiting.set(number, rows);
      return { ...chunk, number, body: new TextEncoder().encode(text), rows: rows.length };
    });

  return {
    async take(bytes) {
      const chunks = bytes ? numbered(conversion.push(bytes)) : [];
      if (bytes && !conversion.fault && !conversion.isDone) return { kind: 'chunks', chunks, head: conversion.head };
      const { chunks: last, fault } = await conversion.end();
      chunks.push(...numbered(last));
      return { kind: 'done', chunks, head: conversion.head, fault, rowsRead: conversion.rowsRead };
    },
    kept(upTo) {
      for (const number of waiting.keys()) if (number <= upTo) waiting.delete(number);
    },
    show(chunk, lines) {
      const rows = waiting.get(chunk) ?? [];
      return lines.map((at) => {
        const { row = 0, line, sheet, raw = '' } = rows[at] ?? {};
        return { row, raw, ...(line === undefined ? {} : { line }), ...(sheet === undefined ? {} : { sheet }) };
      });
    },
  };
}
