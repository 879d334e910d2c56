/** Normal quantile of 99 % between both sides. */
const Z_99 = 2.5758;

/**
 * The bounds between which a share lies 99 times of 100 when the chance is `probability`: Wilson's interval around it (Wilson 1927). Outcomes that go together
 * vary more than this.
 */
export function boundsOf(n: number, probability: number): readonly [number, number] {
  const centre = (probability + Z_99 ** 2 / (2 * n)) / (1 + Z_99 ** 2 / n);
  const half =
    (Z_99 / (1 + Z_99 ** 2 / n)) * Math.sqrt((probability * (1 - probability)) / n + Z_99 ** 2 / (4 * n ** 2));
  return [centre - half, centre + half];
}
