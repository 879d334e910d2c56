export * from './load-pack.js';
export * from './install-pack.js';
export * from './record-columns.js';
export * from './read-tags.js';
