export { openTransforms, type Transforms } from './open-transforms.js';
export type { CopyFormat, ExportColumn, Transformed, TransformProgress } from './transform-messages.js';
