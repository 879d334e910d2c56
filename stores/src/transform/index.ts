export { openTransforms, type Transforms } from './open-transforms.js';
export type { Transformed, TransformProgress } from './transform-messages.js';
