export { openTransforms, type Transforms } from './open-transforms.js';
export type { CopyFormat, CorrectedRows, ExportColumn, Transformed, TransformProgress } from './transform-messages.js';
