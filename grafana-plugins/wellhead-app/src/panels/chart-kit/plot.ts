/** The rectangle of a chart that data is drawn in, in pixels. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Letters above a line take this much, in pixels. */
const LETTERS = 16;

/** Where the text of a level line stands: above it, or below where it would be cut off above or is asked to be. */
export const textAtLine = (y: number, plot: Plot, below = false): number =>
  below || y - LETTERS < plot.top ? y + 14 : y - 5;

/** A tick of an axis: where, in pixels, and what stands there. */
export interface AxisTick {
  readonly at: number;
  readonly text: string;
}
