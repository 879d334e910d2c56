/** The rectangle of a chart that data is drawn in, in pixels. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Letters above a line take this much, in pixels. */
const LETTERS = 16;

/** Where the text of a level line stands: above it, or below where it is asked to be; on the other side where it would be cut off. */
export const textAtLine = (y: number, plot: Plot, below = false): number => {
  const fitsBelow = y + LETTERS <= plot.top + plot.height;
  return (below && fitsBelow) || y - LETTERS < plot.top ? y + 14 : y - 5;
};

/** Where texts begin, in pixels from the first: beside those before whose letters they would stand on. A letter of 12 px is about half as wide. */
export function besideOneAnother(texts: readonly { readonly y: number; readonly text: string }[]): readonly number[] {
  const ends: { readonly y: number; readonly end: number }[] = [];
  return texts.map(({ y, text }) => {
    const x = Math.max(0, ...ends.filter((other) => Math.abs(other.y - y) < LETTERS).map(({ end }) => end));
    ends.push({ y, end: x + 6.4 * text.length + 14 });
    return x;
  });
}

/** A tick of an axis: where, in pixels, and what stands there. */
export interface AxisTick {
  readonly at: number;
  readonly text: string;
}
