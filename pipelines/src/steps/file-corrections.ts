import type { FlowStep, RawFormat } from '@wellhead/contracts';
import type { CorrectedRows, DayFile, FileCorrection, FileVerdict, Transformed } from '@wellhead/stores';
import { z } from 'zod';
import type { StepContext } from '../step-context.js';

type TransformStep = Extract<FlowStep, { kind: 'transform' }>;

/** The file that a transform step reads for a day, by the name that its extract step gives it in the archive. */
export function fileOf(step: TransformStep, day: string, { pack, flow }: StepContext): DayFile {
  const { name, flows } = pack.manifest;
  const extract = flows
    .find((one) => one.name === flow)
    ?.steps.find((one) => one.kind === 'extract' && one.name === step.extract);
  const file = extract?.kind === 'extract' ? extract.as.replaceAll('{day}', day) : `${step.extract} ${day}`;
  return { pack: name, flow, step: step.name, day, file };
}

/** A correction as the transform reads it; `text` is what it is refused as, should it be wrong too. */
type Read =
  | { readonly kind: 'line' | 'object'; readonly id: number; readonly raw: string; readonly text: string }
  | { readonly kind: 'unreadable'; readonly id: number; readonly raw: string; readonly reason: string };

/** What corrections of a file come to. */
export interface Corrections {
  readonly corrected: CorrectedRows;
  /** What became of the rows, once the transform has judged them; and its figures without the refused rows that corrections stand for. */
  judge(done: Transformed, isAll: boolean, atMs: number): { readonly verdict: FileVerdict; readonly counted: Counted };
}
type Counted = Pick<Transformed, 'rowsIn' | 'rowsOut' | 'rowsRejected'>;

/** Reads what persons wrote: an object of JSON with the columns of the file, or, of a CSV, a line of it. Pure. */
export function readCorrections(all: readonly FileCorrection[], rows: RawFormat): Corrections {
  const read = all.map((one) => readOne(one, rows));
  const of = (kind: 'line' | 'object'): string[] => read.flatMap((one) => (one.kind === kind ? [one.text] : []));
  const standFor = new Set(all.map(({ raw }) => raw));
  const byText = new Map(read.flatMap((one) => (one.kind === 'unreadable' ? [] : [[one.text, one.id] as const])));
  return {
    corrected: { lines: of('line'), objects: of('object') },
    judge: ({ rejected, rowsIn, rowsOut, rowsRejected }, isAll, atMs) => {
      const refused = rejected.filter(({ content }) => !standFor.has(content) && !byText.has(content));
      const stoodFor = rejected.filter(({ content }) => standFor.has(content)).length;
      const refusedAgain = [
        ...read.flatMap((one) => (one.kind === 'unreadable' ? [{ id: one.id, reason: one.reason }] : [])),
        ...rejected.flatMap(({ content, reason }) => {
          const id = byText.get(content);
          return id === undefined ? [] : [{ id, reason }];
        }),
      ];
      return {
        verdict: { refused, refusedAgain, isAll, atMs },
        counted: { rowsIn: rowsIn - stoodFor, rowsOut, rowsRejected: rowsRejected - stoodFor },
      };
    },
  };
}

const objectSchema = z.record(z.string(), z.unknown());

function readOne({ id, raw, corrected }: FileCorrection, rows: RawFormat): Read {
  const text = corrected.trim();
  if (!text.startsWith('{'))
    return rows.format === 'csv' && !/[\r\n]/.test(text)
      ? { kind: 'line', id, raw, text }
      : { kind: 'unreadable', id, raw, reason: 'the correction is no row; expected an object of JSON in one row' };
  try {
    const object = objectSchema.parse(JSON.parse(text));
    const values = rows.columns.map((column) => [column, textOf(object[column])] as const);
    return { kind: 'object', id, raw, text: JSON.stringify(Object.fromEntries(values)) };
  } catch (error) {
    const reason = `the correction cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'unreadable', id, raw, reason };
  }
}

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);
