export * from './embedded/embedded.js';
export * from './pool.js';
export * from './migrate.js';
