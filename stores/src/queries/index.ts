export { runQuery } from './run-query.js';
export { previewLimit, type ProposedLimit } from './limit-preview.js';
export type { QueryStores } from './query-stores.js';
export { quantileLabel } from './frame-parts.js';
export { tableColumns, type ColumnKind, type TableColumn } from './table-columns.js';
export { signalStates, type SignalState } from './signal-states.js';
export {
  sourcesState,
  storeStates,
  type PackState,
  type SourcesState,
  type SourceState,
  type StoreState,
} from './source-states.js';
export { tagValues } from './tag-values.js';
