export * from './store.js';
export { openMemoryStore } from './memory-store.js';
export { openDuckDbStore, type DuckDbStore, type DuckDbStoreOptions } from './duckdb/duckdb-store.js';
export type { CrashPoint, StoreFaults } from './duckdb/crash-points.js';
export { openInfluxStore, type InfluxStoreOptions } from './influx/influx-store.js';
export { selects } from './selector.js';
