import type { Signal, SoftSensorManifest } from '@wellhead/contracts';
import type { Stores } from '@wellhead/stores';
import type { GuardedModels } from './guarded-models.js';

/** What soft sensors work with. */
export interface SensorContext {
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  readonly guarded: GuardedModels;
}

/** An input, as readings are asked for. */
export const inputSignal = (
  { asset, measurement, field }: SoftSensorManifest['inputs'][number],
  intervalMs: number,
): Signal => ({
  asset,
  measurement,
  field,
  title: field,
  unit: '',
  intervalMs,
  seasonSteps: 1,
  horizonSteps: 0,
  sumOf: [],
  nonNegative: false,
  drivers: [],
  pack: 'registered',
});
