import { deviation, mean } from './chart-point.js';

export interface Specification {
  readonly lower: number | undefined;
  readonly upper: number | undefined;
}

/** Indices of a process against its specification; undefined where a side or any variation is missing. */
export interface Capability {
  readonly cp: number | undefined;
  readonly cpk: number | undefined;
  readonly pp: number | undefined;
  readonly ppk: number | undefined;
}

/**
 * Cp and Cpk with sigma within the process, Pp and Ppk with the standard deviation of all readings: (USL−LSL)/6σ and
 * min(USL−x̄, x̄−LSL)/3σ. With one limit only Cpk and Ppk exist, of that side. NIST/SEMATECH e-Handbook, 6.1.6; Montgomery, 8.2 and 8.3.
 */
export function capabilityOf(
  values: readonly number[],
  sigmaWithin: number,
  { lower, upper }: Specification,
): Capability {
  if (values.length < 2) return { cp: undefined, cpk: undefined, pp: undefined, ppk: undefined };
  const centre = mean(values);
  const overall = deviation(values);
  const width = (sigma: number): number | undefined =>
    lower === undefined || upper === undefined || !(sigma > 0) ? undefined : (upper - lower) / (6 * sigma);
  const nearest = (sigma: number): number | undefined => {
    if ((lower === undefined && upper === undefined) || !(sigma > 0)) return undefined;
    const room = Math.min(
      upper === undefined ? Number.POSITIVE_INFINITY : upper - centre,
      lower === undefined ? Number.POSITIVE_INFINITY : centre - lower,
    );
    return room / (3 * sigma);
  };
  return { cp: width(sigmaWithin), cpk: nearest(sigmaWithin), pp: width(overall), ppk: nearest(overall) };
}
