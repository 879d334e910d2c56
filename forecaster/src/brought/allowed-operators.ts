/**
 * Operators that a brought model may use: arithmetic on tensors, layers of nets, trees and linear models. Left out: Loop (nobody can know
 * when it ends), what draws by chance (a run could not be repeated), text, sequences, files, images, and anything of other vendors.
 */
const ONNX =
  'Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh AveragePool BatchNormalization BitwiseAnd BitwiseNot BitwiseOr BitwiseXor ' +
  'Cast CastLike Ceil Celu Clip Compress Concat Constant ConstantOfShape Conv ConvTranspose Cos Cosh CumSum DepthToSpace DequantizeLinear Div ' +
  'Dropout Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool ' +
  'GlobalMaxPool Greater GreaterOrEqual GroupNormalization HardSigmoid HardSwish Hardmax Identity If InstanceNormalization IsInf IsNaN LRN LSTM ' +
  'LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax LpNormalization LpPool MatMul Max MaxPool Mean MeanVarianceNormalization Min Mish ' +
  'Mod Mul Neg NonZero Not OneHot Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear RNN Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ' +
  'ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Resize ReverseSequence Round Scan ' +
  'ScatterElements ScatterND Selu Shape Shrink Sigmoid Sign Sin Sinh Size Slice Softmax Softplus Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum ' +
  'Tan Tanh ThresholdedRelu Tile TopK Transpose Trilu Unsqueeze Where Xor';
const ONNX_ML =
  'ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LinearClassifier LinearRegressor Normalizer SVMClassifier SVMRegressor Scaler ' +
  'TreeEnsembleClassifier TreeEnsembleRegressor TreeEnsemble ZipMap';

/** By domain; '' is ai.onnx. */
export const ALLOWED: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['', new Set(ONNX.split(' '))],
  ['ai.onnx.ml', new Set(ONNX_ML.split(' '))],
]);

/** Versions of each domain that the runtime reads. */
export const OPSETS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['', [7, 22]],
  ['ai.onnx.ml', [1, 5]],
]);

/** Operators whose output is as large as a number in one of their inputs says: which input. */
export const SIZED_BY_INPUT: ReadonlyMap<string, number> = new Map([
  ['ConstantOfShape', 0],
  ['Expand', 1],
  ['Tile', 1],
]);

/** Bytes of one element, by ONNX element type; types that are not here are refused. */
export const ELEMENT_BYTES: ReadonlyMap<number, number> = new Map([
  [1, 4],
  [2, 1],
  [3, 1],
  [4, 2],
  [5, 2],
  [6, 4],
  [7, 8],
  [9, 1],
  [10, 2],
  [11, 8],
  [12, 4],
  [13, 8],
]);
