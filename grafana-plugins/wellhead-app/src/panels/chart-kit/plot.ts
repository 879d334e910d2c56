/** The rectangle of a chart that data is drawn in, in pixels. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A tick of an axis: where, in pixels, and what stands there. */
export interface AxisTick {
  readonly at: number;
  readonly text: string;
}
