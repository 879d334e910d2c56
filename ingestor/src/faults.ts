/** Places where a crash test ends the process. Nothing else may depend on them. */
export const FAULT_POINTS = ['after-append', 'after-fsync', 'before-ack', 'mid-flush', 'between-sink-commits'] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Called when a point is passed; the product passes nothing. */
export type FaultHook = (point: FaultPoint) => void;

export const noFaults: FaultHook = () => undefined;
