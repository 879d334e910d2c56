/** Rows a second above which intake is busy: compaction takes as much of processor and disk as writing does, so it waits for quieter times. */
export const BUSY_ROWS_PER_S = 250_000;

export interface IntakeWatch {
  arrived(rows: number): void;
  committed(rows: number): void;
  /** Answers, when asked later, whether intake has been busy since; rows whose commit takes long count all the while. */
  watch(): () => boolean;
}

/** Knows whether many rows are coming in. */
export function createIntakeWatch(): IntakeWatch {
  let arrivedRows = 0;
  let writingRows = 0;
  return {
    arrived: (rows) => {
      arrivedRows += rows;
      writingRows += rows;
    },
    committed: (rows) => {
      writingRows -= rows;
    },
    watch: () => {
      const [sinceMs, before] = [performance.now(), arrivedRows - writingRows];
      return () => arrivedRows - before > (BUSY_ROWS_PER_S * (performance.now() - sinceMs)) / 1_000;
    },
  };
}
