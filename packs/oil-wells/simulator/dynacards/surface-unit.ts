/** How a pumping unit moves the polished rod. */
export interface SurfaceUnit {
  readonly strokeM: number;
  readonly strokesPerMinute: number;
  /** Crank radius over pitman length; 0 is pure harmonic motion, negative turns the other way: then the upstroke is the slower one. */
  readonly crankRatio: number;
}

/** Position of the polished rod above its lowest point, m: a crank and a pitman of finite length (the first two terms of slider-crank motion). */
export function polishedRodAt({ strokeM, strokesPerMinute, crankRatio }: SurfaceUnit, timeS: number): number {
  const angle = (2 * Math.PI * strokesPerMinute * timeS) / 60;
  return (strokeM / 2) * (1 - Math.cos(angle) + (crankRatio / 2) * Math.sin(angle) ** 2);
}
