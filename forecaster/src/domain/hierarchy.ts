import { signalId, type Signal } from '@wellhead/contracts';

/** Signals that are sums of others. A part is the same measurement.field of an asset named in `sumOf`; parts may be sums themselves. */
export interface Hierarchy {
  /**
   * The signals at the bottom that add up to this one, each once, also where it is reached on two ways (by region and by
   * category). Undefined for a signal that is no sum.
   */
  leavesOf(signal: Signal): Leaves | undefined;
  /** Signals that share parts, sums with their parts: they are forecast together, on one grid. */
  readonly families: readonly (readonly Signal[])[];
}

export type Leaves =
  | { readonly kind: 'leaves'; readonly signals: readonly Signal[] }
  /** Why the sum cannot be built from its parts. */
  | { readonly kind: 'broken'; readonly reason: string };

export function hierarchyOf(signals: readonly Signal[]): Hierarchy {
  const byId = new Map(signals.map((signal) => [signalId(signal), signal]));
  const partIds = (signal: Signal): readonly string[] =>
    signal.sumOf.map((asset) => signalId({ asset, measurement: signal.measurement, field: signal.field }));

  const leavesOf = (sum: Signal): Leaves | undefined => {
    if (sum.sumOf.length === 0) return undefined;
    const leaves = new Set<Signal>();
    const path = new Set<string>();
    const collect = (signal: Signal): string | undefined => {
      const id = signalId(signal);
      if (path.has(id)) return `${id} is a part of itself`;
      if (signal.sumOf.length === 0) {
        leaves.add(signal);
        return mismatch(sum, signal);
      }
      path.add(id);
      for (const partId of partIds(signal)) {
        const part = byId.get(partId);
        const fault = part ? collect(part) : `its part ${partId} is not a forecast signal`;
        if (fault !== undefined) return fault;
      }
      path.delete(id);
      return undefined;
    };
    const fault = collect(sum);
    return fault === undefined ? { kind: 'leaves', signals: [...leaves] } : { kind: 'broken', reason: fault };
  };

  return { leavesOf, families: familiesOf(signals, (signal) => partIds(signal).filter((id) => byId.has(id))) };
}

/** A sum and its parts are added step by step: their steps must be the same. */
function mismatch(sum: Signal, part: Signal): string | undefined {
  for (const key of ['intervalMs', 'seasonSteps', 'horizonSteps'] as const)
    if (sum[key] !== part[key])
      return `its part ${signalId(part)} has ${key} ${part[key]}, it has ${sum[key]}; make them equal`;
  return undefined;
}

/** Connected groups, in the order of their first signal. */
function familiesOf(
  signals: readonly Signal[],
  partsOf: (signal: Signal) => readonly string[],
): readonly (readonly Signal[])[] {
  const parent = new Map<string, string>();
  const rootOf = (id: string): string => {
    let at = id;
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) at = up;
    return at;
  };
  for (const signal of signals)
    for (const part of partsOf(signal)) {
      const from = rootOf(part);
      const to = rootOf(signalId(signal));
      if (from !== to) parent.set(from, to);
    }
  const families = new Map<string, Signal[]>();
  for (const signal of signals) {
    const root = rootOf(signalId(signal));
    const family = families.get(root);
    if (family) family.push(signal);
    else families.set(root, [signal]);
  }
  return [...families.values()];
}
