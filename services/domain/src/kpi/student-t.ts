/** Two-sided 95 % of the normal distribution. */
export const Z = 1.959963984540054;

/** Of one and two degrees of freedom, where the expansion is not close. */
const FEW: readonly number[] = [12.706204736, 4.30265273];

/** The 97.5th percentile of Student's t: the expansion of Cornish and Fisher, within 1 % from 3 degrees on. */
export function studentT(degrees: number): number {
  const exact = FEW[degrees - 1];
  if (exact !== undefined) return exact;
  const first = (Z ** 3 + Z) / (4 * degrees);
  const second = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * degrees ** 2);
  const third = (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / (384 * degrees ** 3);
  return Z + first + second + third;
}
