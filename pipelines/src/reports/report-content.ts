import type { DayRange } from '../days.js';

/** A report with its answers in place: plain data, handed to the worker that draws it. */

export interface NumberFormat {
  /** As in Grafana; empty = none. */
  readonly unit: string;
  readonly decimals: number;
}

export type CellValue = number | string | boolean | null;

export interface TableColumn extends Partial<NumberFormat> {
  readonly title: string;
  /** `day`: text YYYY-MM-DD; `time`: text YYYY-MM-DD HH:MM, UTC. */
  readonly kind: 'number' | 'text' | 'day' | 'time';
}

/** A line, a row of bars, or (`low` and `high`) a band. `points` are in the order of the x of the chart; null = none there. */
export interface ChartSeries {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
}

export type ContentSection =
  | { readonly kind: 'text'; readonly title: string; readonly text: string }
  | {
      readonly kind: 'figures';
      readonly title: string;
      readonly figures: readonly (NumberFormat & {
        readonly title: string;
        readonly value: number | null;
        /** The same of the period before. */
        readonly before: number | null;
        readonly query: number;
      })[];
    }
  | (NumberFormat & {
      readonly kind: 'chart';
      readonly title: string;
      readonly chart: 'lines' | 'bars' | 'stacked-bars';
      /** Days as YYYY-MM-DD where all points lie at the start of one, else times. */
      readonly x: readonly string[];
      readonly series: readonly ChartSeries[];
      readonly bands: readonly ChartSeries[];
      readonly queries: readonly number[];
      /** What the queries said about their answers, such as that an interval is uncalibrated. */
      readonly notices: readonly string[];
    })
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly columns: readonly TableColumn[];
      readonly rows: readonly (readonly CellValue[])[];
      readonly query: number;
      /** What the query said about its answer, such as that it was cut. */
      readonly notices: readonly string[];
    };

/** A query as it was asked, for the list at the end. */
export interface AskedQuery {
  readonly number: number;
  readonly of: string;
  readonly query: object;
  readonly fromMs: number;
  readonly toMs: number;
  /** What it said about its answer. */
  readonly notices: readonly string[];
}

export interface ReportContent {
  readonly title: string;
  readonly describes: string;
  readonly pack: string;
  /** “simulated”, “dates shifted”; empty = real. */
  readonly dataLabel: string;
  readonly period: DayRange;
  readonly madeAtMs: number;
  readonly sections: readonly ContentSection[];
  readonly queries: readonly AskedQuery[];
}
