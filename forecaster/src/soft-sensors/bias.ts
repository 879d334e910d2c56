/** What a model made of the step in which a laboratory took its sample, and what the laboratory found. */
export interface ComparedSample {
  readonly timeMs: number;
  readonly model: number;
  readonly measured: number;
}

export interface BiasStep {
  readonly timeMs: number;
  /** Measured minus model with the bias known before. */
  readonly deviation: number;
  /** To be added from this sample on. */
  readonly bias: number;
}

/**
 * Bias update of a soft sensor: each sample moves what is added to the model by `weight` of what was still missing (exponential smoothing of the
 * deviations). Samples in the order of their times; the bias begins at 0.
 */
export function biasCourse(samples: readonly ComparedSample[], weight: number): readonly BiasStep[] {
  let bias = 0;
  return samples.map(({ timeMs, model, measured }) => {
    const deviation = measured - (model + bias);
    bias += weight * deviation;
    return { timeMs, deviation, bias };
  });
}

/** The bias that holds at a time: of the newest sample before it. */
export function biasAt(course: readonly BiasStep[], timeMs: number): number {
  return course.findLast((step) => step.timeMs < timeMs)?.bias ?? 0;
}
