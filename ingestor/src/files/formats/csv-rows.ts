import type { FileMapping } from '@wellhead/contracts';
import { findDelimiter } from '../domain/csv-dialect.js';
import { type CsvReader, type CsvRecord, openCsvReader } from '../domain/csv-records.js';
import { openTextReader } from './decode-text.js';
import type { FormatReader } from './format-reader.js';

/** Characters that are looked at to find the delimiter. */
const SAMPLE = 65_536;

/** Rows of a CSV, in bounded memory. */
export function openCsvRows({ csv, headerRow }: FileMapping): FormatReader {
  const text = openTextReader(csv.encoding);
  let sample = '';
  let delimiter: string = csv.delimiter ?? ',';
  let reader: CsvReader | undefined;

  function start(): CsvRecord[] {
    delimiter = csv.delimiter ?? findDelimiter(sample, headerRow);
    reader = openCsvReader(delimiter);
    const records = reader.push(sample);
    sample = '';
    return records;
  }
  return {
    push(bytes) {
      const piece = text.push(bytes);
      if (reader) return reader.push(piece);
      sample += piece;
      return sample.length < SAMPLE ? [] : start();
    },
    end() {
      const piece = text.end();
      if (!reader) sample += piece;
      const first = reader ? reader.push(piece) : start();
      return Promise.resolve({ rows: [...first, ...(reader?.end() ?? [])] });
    },
    get dialect() {
      return { format: 'csv' as const, delimiter, encoding: text.encoding };
    },
  };
}
