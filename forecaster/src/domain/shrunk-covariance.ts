/** A variance below this share of the largest is taken as this much, so that a part that never missed does not stop the others. */
const LEAST_VARIANCE = 1e-9;

/**
 * The covariance of errors (rows: one value a member), its correlations drawn towards none as far as chance made them (Schäfer & Strimmer 2005,
 * doi:10.2202/1544-6115.1175). Errors are taken around zero: a forecast that is always too low errs.
 */
export function shrunkCovariance(errors: readonly Float64Array[], members: number): readonly Float64Array[] {
  const n = Math.max(1, errors.length);
  const scales = Float64Array.from({ length: members }, (_, at) =>
    Math.sqrt(errors.reduce((sum, row) => sum + (row[at] as number) ** 2, 0) / n),
  );
  const least = Math.sqrt(LEAST_VARIANCE) * Math.max(...scales, Number.MIN_VALUE);
  const sizes = scales.map((scale) => Math.max(scale, least));
  const correlations = Array.from({ length: members }, () => new Float64Array(members));
  let chance = 0;
  let strength = 0;
  for (let one = 0; one < members; one += 1)
    for (let other = one + 1; other < members; other += 1) {
      let sum = 0;
      let squares = 0;
      for (const row of errors) {
        const product =
          ((row[one] as number) / (sizes[one] as number)) * ((row[other] as number) / (sizes[other] as number));
        sum += product;
        squares += product ** 2;
      }
      const mean = sum / n;
      (correlations[one] as Float64Array)[other] = mean;
      chance += Math.max(0, squares / n - mean ** 2) / Math.max(1, n - 1);
      strength += mean ** 2;
    }
  const kept = 1 - Math.min(1, strength > 0 ? chance / strength : 1);
  return correlations.map((row, one) =>
    row.map((_, other) => {
      const correlation =
        one === other
          ? 1
          : kept * ((correlations[Math.min(one, other)] as Float64Array)[Math.max(one, other)] as number);
      return correlation * (sizes[one] as number) * (sizes[other] as number);
    }),
  );
}
