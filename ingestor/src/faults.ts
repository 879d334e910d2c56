/** Places where a crash test ends the process. Nothing else may depend on them. */
export const FAULT_POINTS = ['after-append', 'after-fsync', 'before-ack', 'mid-flush', 'between-sink-commits'] as const;
/** Those that every intake passes, and the one behind a row of quarantine that was let in again. */
export type FaultPoint = (typeof FAULT_POINTS)[number] | 'mid-repair';

/** Called when a point is passed; the product passes nothing. */
export type FaultHook = (point: FaultPoint) => void;

export const noFaults: FaultHook = () => undefined;
