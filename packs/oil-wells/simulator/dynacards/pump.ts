/**
 * The chamber between the valves: liquid that yields a little, gas that obeys pressure × volume = constant, two valves that
 * open when pressures say so and may leak. Everything that makes one card differ from another below the rods is in here.
 */
export interface PumpConditions {
  readonly plungerAreaM2: number;
  /** Pa, above the plunger and below the standing valve. */
  readonly dischargePa: number;
  readonly intakePa: number;
  /** Share of what flows in that is gas at intake pressure. */
  readonly gasShare: number;
  /** Leaks at full pressure difference, m³/s. */
  readonly travellingLeak: number;
  readonly standingLeak: number;
  /** Distance between plunger and standing valve at the lowest point, m. */
  readonly spacingM: number;
  /** Give of the tubing when load moves between it and the rods, N/m. */
  readonly tubingStiffness: number;
}

export interface PumpChamber {
  /** Effective load on the plunger, N, at a height above the standing valve; `stepS` after the step before. */
  loadAt(heightM: number, stepS: number): number;
  /** The travelling valve was open in the last step. */
  readonly discharging: boolean;
}

/** Liquid with a little free gas, Pa. */
const BULK_MODULUS = 8e8;

export function openChamber(conditions: PumpConditions, heightM: number): PumpChamber {
  const { plungerAreaM2: area, dischargePa, intakePa, gasShare, tubingStiffness } = conditions;
  const span = dischargePa - intakePa;
  const give = area ** 2 / tubingStiffness;
  const yielding = (volume: number, pressure: number): number => volume * (1 - pressure / BULK_MODULUS);
  let liquid = area * heightM;
  let gas = 0;
  let pressure = intakePa;
  let discharging = false;

  /** Pressure at which gas, liquid and tubing fill the chamber: a quadratic whose positive root it is. */
  const settle = (volume: number): number => {
    const squared = give + liquid / BULK_MODULUS;
    const linear = volume - give * dischargePa - liquid;
    return (-linear + Math.sqrt(linear * linear + 4 * squared * gas)) / (2 * squared);
  };
  const volumeAt = (volume: number, at: number): number => volume - give * (dischargePa - at);
  /** Orifice flow, made linear near zero so that a step cannot overshoot. */
  const orifice = (difference: number): number =>
    difference / Math.sqrt(Math.max(0, difference) + 0.05 * span) / Math.sqrt(span * 0.95);

  return {
    loadAt(height, stepS) {
      const volume = area * height;
      liquid += conditions.travellingLeak * orifice(dischargePa - pressure) * stepS;
      liquid -= conditions.standingLeak * orifice(pressure - intakePa) * stepS;
      liquid = Math.max(liquid, 1e-6);
      pressure = settle(volume);
      discharging = false;
      if (pressure <= intakePa) {
        pressure = intakePa;
        const room = volumeAt(volume, pressure) - gas / pressure - yielding(liquid, pressure);
        if (room > 0) {
          liquid += room * (1 - gasShare);
          gas += room * gasShare * intakePa;
        }
      } else if (pressure >= dischargePa) {
        pressure = dischargePa;
        discharging = true;
        const gasVolume = gas / pressure;
        const liquidVolume = yielding(liquid, pressure);
        const excess = gasVolume + liquidVolume - volumeAt(volume, pressure);
        // Gas and liquid leave as they are mixed: some gas stays in the dead space and expands with the next upstroke.
        const kept = Math.max(0, 1 - Math.max(0, excess) / Math.max(1e-9, gasVolume + liquidVolume));
        gas *= kept;
        liquid *= kept;
      }
      return area * (dischargePa - pressure);
    },
    get discharging() {
      return discharging;
    },
  };
}
