import type { Stores } from '../stores.js';

/** What queries read from. */
export type QueryStores = Pick<Stores, 'telemetry' | 'pool' | 'readOnlyPool'>;
