/**
 * Factors of control charts for subgroups of n normal values. d2 and d3: mean and standard deviation of the range in units of sigma;
 * c4: mean of the sample standard deviation in units of sigma. Source: Montgomery, Introduction to Statistical Quality Control,
 * appendix VI; NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.1 and 6.3.2.2.
 */

const SMALLEST_SUBGROUP = 2;
export const LARGEST_SUBGROUP = 25;

// prettier-ignore
const D2 = [1.128, 1.693, 2.059, 2.326, 2.534, 2.704, 2.847, 2.970, 3.078, 3.173, 3.258, 3.336, 3.407, 3.472, 3.532, 3.588, 3.640, 3.689, 3.735, 3.778, 3.819, 3.858, 3.895, 3.931];
// prettier-ignore
const D3 = [0.853, 0.888, 0.880, 0.864, 0.848, 0.833, 0.820, 0.808, 0.797, 0.787, 0.778, 0.770, 0.763, 0.756, 0.750, 0.744, 0.739, 0.734, 0.729, 0.724, 0.720, 0.716, 0.712, 0.708];

const at = (table: readonly number[], n: number): number => {
  const value = table[n - SMALLEST_SUBGROUP];
  if (value === undefined) throw new RangeError(`subgroups of ${n}: 2 to 25 values have factors of the range`);
  return value;
};

/** Mean of the range of n values over sigma, n from 2 to 25. */
export const d2 = (n: number): number => at(D2, n);
/** Standard deviation of the range of n values over sigma, n from 2 to 25. */
export const d3 = (n: number): number => at(D3, n);

/** Mean of the sample standard deviation of n values over sigma: √(2/(n−1)) Γ(n/2)/Γ((n−1)/2), n from 2. */
export function c4(n: number): number {
  // Γ(n/2)/Γ((n−1)/2) by steps of two from n = 2 (1/√π) and n = 3 (√π/2): nothing overflows.
  let ratio = n % 2 === 0 ? 1 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI) / 2;
  for (let size = n % 2 === 0 ? 4 : 5; size <= n; size += 2) ratio *= (size - 2) / (size - 3);
  return Math.sqrt(2 / (n - 1)) * ratio;
}
