export * from './time.js';
export * from './readings.js';
export * from './signals.js';
export * from './forecasts.js';
export * from './frames.js';
export * from './problems.js';
export * from './queries.js';
export * from './packs.js';
