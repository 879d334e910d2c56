/** What is blended into petrol: typical properties of refinery streams, rounded; the true ones differ from refinery to refinery. */
export interface Component {
  readonly octane_ron: number;
  /** kg/m³ at 15 °C. */
  readonly density_15c: number;
  /** mg/kg. */
  readonly sulphur: number;
  /** kPa; blends by its power 1.25. */
  readonly rvp: number;
  /** % by volume. */
  readonly benzene: number;
}

const COMPONENTS = {
  reformate: { octane_ron: 99.5, density_15c: 795, sulphur: 0.8, rvp: 28, benzene: 1.3 },
  cracked_naphtha: { octane_ron: 92.5, density_15c: 745, sulphur: 18, rvp: 42, benzene: 0.7 },
  isomerate: { octane_ron: 88, density_15c: 652, sulphur: 0.5, rvp: 92, benzene: 0.05 },
  butane: { octane_ron: 97, density_15c: 584, sulphur: 4, rvp: 340, benzene: 0 },
  mtbe: { octane_ron: 117, density_15c: 746, sulphur: 3, rvp: 55, benzene: 0 },
} as const satisfies Record<string, Component>;
export type ComponentName = keyof typeof COMPONENTS;
export const COMPONENT_NAMES = Object.keys(COMPONENTS) as ComponentName[];

/** The powers by which vapour pressures add up in a blend (Chevron's index, exponent 1.25). */
const RVP_POWER = 1.25;

/** Properties of a blend of parts by volume that add up to 1: octane, density and benzene by volume, sulphur by mass, vapour pressure by its index. */
export function blend(
  parts: Readonly<Record<ComponentName, number>>,
  octaneShift: Partial<Record<ComponentName, number>> = {},
  sulphurShift: Partial<Record<ComponentName, number>> = {},
): Component {
  const mix = (of: (component: Component, name: ComponentName) => number): number =>
    COMPONENT_NAMES.reduce((sum, name) => sum + parts[name] * of(COMPONENTS[name], name), 0);
  const density = mix(({ density_15c }) => density_15c);
  return {
    octane_ron: mix(({ octane_ron }, name) => octane_ron + (octaneShift[name] ?? 0)),
    density_15c: density,
    sulphur: mix(({ sulphur, density_15c }, name) => (sulphur + (sulphurShift[name] ?? 0)) * density_15c) / density,
    rvp: mix(({ rvp }) => rvp ** RVP_POWER) ** (1 / RVP_POWER),
    benzene: mix(({ benzene }) => benzene),
  };
}
