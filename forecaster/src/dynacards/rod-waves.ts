import type { RodSection } from '@wellhead/contracts';

/**
 * Sucker rods as an elastic line in a fluid that brakes: ∂²u/∂t² = a²·∂²u/∂x² − c·∂u/∂t (Gibbs 1963, doi:10.2118/588-PA; Gibbs and Neely
 * 1966, doi:10.2118/1165-PA). Velocity of waves and weight by length are those of API RP 11L: 4,968 m/s, couplings included.
 */
export const WAVE_VELOCITY_M_S = 4_968;
export const ROD_DENSITY_KG_M3 = 8_530;
const STEEL_DENSITY_KG_M3 = 7_850;
export const GRAVITY_M_S2 = 9.80665;
/** c as a share of the critical damping: c = π·a·damping / (2·length). 0.1 is what is assumed of wells that nobody has measured. */
const USUAL_DAMPING = 0.1;

const areaM2 = (diameterMm: number): number => (Math.PI / 4) * (diameterMm / 1_000) ** 2;

/** Weight of the rods in the fluid, N: the static part of the load of the polished rod. */
export const buoyantWeightN = (rods: readonly RodSection[], fluidDensity: number): number =>
  rods.reduce((sum, { lengthM, diameterMm }) => sum + areaM2(diameterMm) * lengthM, 0) *
  ROD_DENSITY_KG_M3 *
  GRAVITY_M_S2 *
  (1 - fluidDensity / STEEL_DENSITY_KG_M3);

/**
 * What becomes of the harmonics of position and load from the top of the rods to their end: complex 2 × 2 matrices. Position upwards in
 * m, load in N as tension without the weight of the rods.
 */
export interface RodTransfer {
  /**
   * One row a harmonic (0 first) of eight: real and imaginary part of position from position, position from load, load from position,
   * load from load. A harmonic is the factor of exp(i·n·ω·t).
   */
  readonly rows: Float64Array;
  readonly harmonics: number;
}

/**
 * In one section, harmonic n obeys P' = −F/EA and F' = ρA(ω² − icω)·P, so P and F at its end are
 * cosh(λL), −sinh(λL)/(EAλ); −EAλ·sinh(λL), cosh(λL) with λ² = (−ω² + icω)/a². Sections follow one another as matrices multiply.
 */
export function rodTransfer(
  rods: readonly RodSection[],
  {
    strokesPerMinute,
    harmonics,
    damping = USUAL_DAMPING,
  }: { readonly strokesPerMinute: number; readonly harmonics: number; readonly damping?: number },
): RodTransfer {
  const length = rods.reduce((sum, { lengthM }) => sum + lengthM, 0);
  const braking = (Math.PI * WAVE_VELOCITY_M_S * damping) / (2 * length);
  const modulus = ROD_DENSITY_KG_M3 * WAVE_VELOCITY_M_S ** 2;
  const rows = new Float64Array((harmonics + 1) * 8);
  // Harmonic 0 does not move: the position sinks by the stretch, the load stays.
  const stretch = rods.reduce((sum, { lengthM, diameterMm }) => sum + lengthM / (modulus * areaM2(diameterMm)), 0);
  rows.set([1, 0, -stretch, 0, 0, 0, 1, 0]);
  const stiffnesses = rods.map(({ diameterMm }) => modulus * areaM2(diameterMm));
  const total = new Float64Array(8);
  const section = new Float64Array(8);
  for (let harmonic = 1; harmonic <= harmonics; harmonic++) {
    const omega = (harmonic * 2 * Math.PI * strokesPerMinute) / 60;
    // λ = decay + i·wave is the root of (−ω² + icω)/a² in the upper right quarter.
    const square = -((omega / WAVE_VELOCITY_M_S) ** 2);
    const size = Math.hypot(square, (braking * omega) / WAVE_VELOCITY_M_S ** 2);
    const decay = Math.sqrt((size + square) / 2);
    const wave = Math.sqrt((size - square) / 2);
    total.set([1, 0, 0, 0, 0, 0, 1, 0]);
    rods.forEach(({ lengthM }, at) => {
      writeSection(section, { decay, wave, lengthM, stiffness: stiffnesses[at] as number });
      multiplyInto(total, section);
    });
    rows.set(total, harmonic * 8);
  }
  return { rows, harmonics };
}

interface SectionWave {
  readonly decay: number;
  readonly wave: number;
  readonly lengthM: number;
  /** E·A, N. */
  readonly stiffness: number;
}

/** Complex 2 × 2 matrices as eight numbers, plain and in place: thousands of cards a second pass here. */
function writeSection(into: Float64Array, { decay, wave, lengthM, stiffness }: SectionWave): void {
  const grown = Math.exp(decay * lengthM);
  const cosh = (grown + 1 / grown) / 2;
  const sinh = (grown - 1 / grown) / 2;
  const cos = Math.cos(wave * lengthM);
  const sin = Math.sin(wave * lengthM);
  const coshRe = cosh * cos;
  const coshIm = sinh * sin;
  const sinhRe = sinh * cos;
  const sinhIm = cosh * sin;
  // EAλ, by which sinh(λL) is divided and multiplied
  const re = decay * stiffness;
  const im = wave * stiffness;
  const square = re * re + im * im;
  into[0] = coshRe;
  into[1] = coshIm;
  into[2] = -(sinhRe * re + sinhIm * im) / square;
  into[3] = -(sinhIm * re - sinhRe * im) / square;
  into[4] = -(sinhRe * re - sinhIm * im);
  into[5] = -(sinhRe * im + sinhIm * re);
  into[6] = coshRe;
  into[7] = coshIm;
}

/** total = section · total */
function multiplyInto(total: Float64Array, section: Float64Array): void {
  const [aRe, aIm, bRe, bIm, cRe, cIm, dRe, dIm] = section as unknown as Eight;
  const [eRe, eIm, fRe, fIm, gRe, gIm, hRe, hIm] = total as unknown as Eight;
  total[0] = aRe * eRe - aIm * eIm + bRe * gRe - bIm * gIm;
  total[1] = aRe * eIm + aIm * eRe + bRe * gIm + bIm * gRe;
  total[2] = aRe * fRe - aIm * fIm + bRe * hRe - bIm * hIm;
  total[3] = aRe * fIm + aIm * fRe + bRe * hIm + bIm * hRe;
  total[4] = cRe * eRe - cIm * eIm + dRe * gRe - dIm * gIm;
  total[5] = cRe * eIm + cIm * eRe + dRe * gIm + dIm * gRe;
  total[6] = cRe * fRe - cIm * fIm + dRe * hRe - dIm * hIm;
  total[7] = cRe * fIm + cIm * fRe + dRe * hIm + dIm * hRe;
}
type Eight = readonly [number, number, number, number, number, number, number, number];
