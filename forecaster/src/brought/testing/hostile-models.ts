import { encodeMessage, type MessageWriter } from '../../onnx/protobuf-writer.js';

type Write = (message: MessageWriter) => void;

export interface TestNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  /** Written after the rest: attributes. */
  readonly more?: Write;
}

export interface TestFile {
  readonly nodes?: readonly TestNode[];
  readonly weights?: readonly Write[];
  readonly inputs?: readonly Write[];
  readonly outputs?: readonly Write[];
  readonly opsets?: readonly (readonly [string, number])[];
  readonly irVersion?: number;
  readonly more?: Write;
}

/** An ONNX file from its parts, however wrong they are; by default one that adds its two columns: x [rows, 2] → y [rows, 1]. */
export function onnxFile({
  nodes = [{ operator: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
  weights = [tensor('w', [2, 1], [1, 1])],
  inputs = [port('x', [undefined, 2])],
  outputs = [port('y', [undefined, 1])],
  opsets = [['', 21]],
  irVersion = 10,
  more,
}: TestFile = {}): Uint8Array<ArrayBuffer> {
  return encodeMessage((model) => {
    model.integer(1, irVersion);
    model.message(7, graph({ nodes, weights, inputs, outputs }));
    for (const [domain, version] of opsets)
      model.message(8, (opset) => {
        opset.text(1, domain);
        opset.integer(2, version);
      });
    more?.(model);
  });
}

/** A graph, as a model or an attribute holds it. */
export const graph =
  ({ nodes = [], weights = [], inputs = [], outputs = [] }: Omit<TestFile, 'opsets' | 'irVersion' | 'more'>): Write =>
  (message) => {
    for (const { operator, inputs: from, outputs: to, domain, more } of nodes)
      message.message(1, (node) => {
        for (const name of from) node.text(1, name);
        for (const name of to) node.text(2, name);
        node.text(4, operator);
        if (domain !== undefined) node.text(7, domain);
        more?.(node);
      });
    message.text(2, 'test');
    for (const write of weights) message.message(5, write);
    for (const write of inputs) message.message(11, write);
    for (const write of outputs) message.message(12, write);
  };

/** Float weights; with `integers` int64. */
export const tensor =
  (name: string, dimensions: readonly number[], values: readonly number[], type: 'float' | 'int64' = 'float'): Write =>
  (message) => {
    for (const size of dimensions) message.integer(1, size);
    message.integer(2, type === 'float' ? 1 : 7);
    message.text(8, name);
    const data = type === 'float' ? Float32Array.from(values) : BigInt64Array.from(values.map(BigInt));
    message.bytes(9, new Uint8Array(data.buffer));
  };

/** A port of float, or of another element type; `undefined` = an open dimension. */
export const port =
  (name: string, shape: readonly (number | undefined)[], type = 1): Write =>
  (message) => {
    message.text(1, name);
    message.message(2, (kind) =>
      kind.message(1, (tensorType) => {
        tensorType.integer(1, type);
        tensorType.message(2, (dimensions) => {
          for (const size of shape)
            dimensions.message(1, (dimension) =>
              size === undefined ? dimension.text(2, 'n') : dimension.integer(1, size),
            );
        });
      }),
    );
  };

/** An attribute that is a whole number. */
export const integerAttribute =
  (name: string, value: number): Write =>
  (node) =>
    node.message(5, (attribute) => {
      attribute.text(1, name);
      attribute.integer(3, value);
      attribute.integer(20, 2);
    });

/** An attribute that is a graph. */
export const graphAttribute =
  (name: string, body: Write): Write =>
  (node) =>
    node.message(5, (attribute) => {
      attribute.text(1, name);
      attribute.message(6, body);
      attribute.integer(20, 5);
    });

const bomb = (size: number, more: readonly TestNode[]): Uint8Array<ArrayBuffer> =>
  onnxFile({
    weights: [
      tensor('w', [2, 1], [1, 1]),
      tensor('half', [1], [size], 'int64'),
      tensor('side', [1], [1_000], 'int64'),
      tensor('zero', [1], [0], 'int64'),
    ],
    nodes: [
      { operator: 'MatMul', inputs: ['x', 'w'], outputs: ['sum'] },
      // A size that does not stand in the file.
      { operator: 'Mul', inputs: ['half', 'side'], outputs: ['length'] },
      { operator: 'ConstantOfShape', inputs: ['length'], outputs: ['many'] },
      ...more,
      { operator: 'Add', inputs: ['sum', 'little'], outputs: ['y'] },
    ],
  });

export const ENDLESS = 'a graph that never ends';

export interface Hostile {
  readonly what: string;
  readonly bytes: () => Uint8Array<ArrayBuffer>;
  /** What a person is told. */
  readonly told: RegExp;
}

/** Files that are refused before any of them runs. */
export const REFUSED_BY_LOOKING: readonly Hostile[] = [
  { what: 'nothing', bytes: () => new Uint8Array(0), told: /no graph: it is truncated or no ONNX file/ },
  {
    what: 'a text',
    bytes: () => new Uint8Array(Buffer.from('<html>not a model</html>')),
    told: /no ONNX file|truncated/,
  },
  { what: 'a truncated file', bytes: () => onnxFile().slice(0, -40), told: /truncated|midst of a number/ },
  {
    what: 'a file that is too large',
    bytes: () => new Uint8Array(33 * 1024 * 1024),
    told: /has 33 MB, 32 MB are taken/,
  },
  {
    what: 'weights in another file',
    bytes: () =>
      onnxFile({
        weights: [
          (weights) => {
            weights.integer(1, 2);
            weights.integer(1, 1);
            weights.integer(2, 1);
            weights.text(8, 'w');
            weights.message(13, (entry) => {
              entry.text(1, 'location');
              entry.text(2, '../../../../etc/passwd');
            });
            weights.integer(14, 1);
          },
        ],
      }),
    told: /the weights w lie in another file/,
  },
  {
    what: 'weights of a giant shape',
    bytes: () =>
      onnxFile({
        weights: [
          (weights) => {
            for (const size of [2 ** 40, 2 ** 40]) weights.integer(1, size);
            weights.integer(2, 1);
            weights.text(8, 'w');
            weights.bytes(9, new Uint8Array(8));
          },
        ],
      }),
    told: /the weights w are said to have 1\.2\d+e\+24 elements/,
  },
  {
    what: 'weights shorter than their shape',
    bytes: () => onnxFile({ weights: [tensor('w', [200, 1], [1, 1])] }),
    told: /the weights w have 8 bytes, \[200, 1\] needs 800/,
  },
  {
    what: 'a giant output whose size stands in the file',
    bytes: () =>
      onnxFile({
        weights: [tensor('shape', [2], [1_000_000, 1_000_000], 'int64')],
        nodes: [{ operator: 'Expand', inputs: ['x', 'shape'], outputs: ['y'] }],
      }),
    told: /Expand makes 1000000000000 elements/,
  },
  {
    what: 'an endless loop',
    bytes: () =>
      onnxFile({
        nodes: [
          {
            operator: 'Loop',
            inputs: ['', '', 'x'],
            outputs: ['y'],
            more: graphAttribute('body', graph({ nodes: [{ operator: 'Identity', inputs: ['a'], outputs: ['b'] }] })),
          },
        ],
      }),
    told: /has a Loop, of which nobody can know when it ends/,
  },
  {
    what: 'a loop that hides in the branch of an If',
    bytes: () =>
      onnxFile({
        nodes: [
          {
            operator: 'If',
            inputs: ['x'],
            outputs: ['y'],
            more: graphAttribute(
              'then_branch',
              graph({ nodes: [{ operator: 'Loop', inputs: ['', '', 'x'], outputs: ['z'] }] }),
            ),
          },
        ],
      }),
    told: /has a Loop/,
  },
  {
    what: 'graphs nested without end',
    bytes: () => {
      let body = graph({});
      for (let depth = 0; depth < 30; depth += 1)
        body = graph({
          nodes: [{ operator: 'If', inputs: ['x'], outputs: ['y'], more: graphAttribute('then_branch', body) }],
        });
      return onnxFile({
        nodes: [{ operator: 'If', inputs: ['x'], outputs: ['y'], more: graphAttribute('then_branch', body) }],
      });
    },
    told: /nested deeper than 4 levels/,
  },
  {
    what: 'chance',
    bytes: () => onnxFile({ nodes: [{ operator: 'RandomNormalLike', inputs: ['x'], outputs: ['y'] }] }),
    told: /uses the operator RandomNormalLike, which is not taken/,
  },
  {
    what: 'operators of another vendor',
    bytes: () =>
      onnxFile({
        nodes: [{ operator: 'FusedMatMul', domain: 'com.microsoft', inputs: ['x', 'w'], outputs: ['y'] }],
        opsets: [
          ['', 21],
          ['com.microsoft', 1],
        ],
      }),
    told: /operators of com\.microsoft: only ai\.onnx and ai\.onnx\.ml are taken/,
  },
  {
    what: 'functions of its own',
    bytes: () => onnxFile({ more: (model) => model.message(25, (body) => body.text(1, 'evil')) }),
    told: /brings functions of its own/,
  },
  {
    what: 'an opset of the future',
    bytes: () => onnxFile({ opsets: [['', 99]] }),
    told: /its opset of ai\.onnx is 99, 7 to 22 are taken/,
  },
  { what: 'an IR version of the future', bytes: () => onnxFile({ irVersion: 1_000 }), told: /IR version is 1000/ },
  {
    what: 'an input of the wrong type',
    bytes: () => onnxFile({ inputs: [port('x', [undefined, 2], 8)] }),
    told: /its input x is of the element type 8, expected float/,
  },
  {
    what: 'an input of another width',
    bytes: () => onnxFile({ inputs: [port('x', [undefined, 9])] }),
    told: /its input x has 9 columns, the manifest says 2/,
  },
  {
    what: 'another output',
    bytes: () => onnxFile({ outputs: [port('z', [undefined, 1])] }),
    told: /it has no output “y”: there is z/,
  },
  {
    what: 'an input that it cannot be given',
    bytes: () => onnxFile({ inputs: [port('x', [undefined, 2]), port('secret', [1])] }),
    told: /it has 2 inputs \(x, secret\)/,
  },
  {
    what: 'millions of empty fields',
    bytes: () => new Uint8Array(5_000_000).fill(0x50).map((value, at) => (at % 2 === 0 ? value : 0)),
    told: /more than 2000000 fields/,
  },
];

/** Files that look harmless and are not: refused when they are run, each in a process of its own. */
export const REFUSED_BY_TRYING: readonly Hostile[] = [
  {
    what: 'a graph that takes 160 GB',
    bytes: () =>
      bomb(40_000_000, [
        { operator: 'ReduceSum', inputs: ['many', 'zero'], outputs: ['little'], more: integerAttribute('keepdims', 1) },
      ]),
    told: /memory|alloc|process ended/i,
  },
  {
    what: ENDLESS,
    bytes: () => {
      const body = graph({
        nodes: [
          { operator: 'Identity', inputs: ['state'], outputs: ['next'] },
          { operator: 'Identity', inputs: ['step'], outputs: ['out'] },
        ],
        inputs: [port('state', [1]), port('step', [])],
        outputs: [port('next', [1]), port('out', [])],
      });
      return bomb(30_000, [
        { operator: 'Cast', inputs: ['zero'], outputs: ['start'], more: integerAttribute('to', 1) },
        {
          operator: 'Scan',
          inputs: ['start', 'many'],
          outputs: ['little', 'all'],
          more: (node) => {
            integerAttribute('num_scan_inputs', 1)(node);
            graphAttribute('body', body)(node);
          },
        },
      ]);
    },
    told: /it took longer than 2\.5 s/,
  },
  {
    what: 'a graph whose shapes do not fit',
    bytes: () => onnxFile({ weights: [tensor('w', [3, 1], [1, 1, 1])] }),
    told: /MatMul|dimension|mismatch/i,
  },
  {
    what: 'a result that is no number',
    bytes: () =>
      onnxFile({
        nodes: [
          { operator: 'Sub', inputs: ['x', 'x'], outputs: ['none'] },
          { operator: 'Div', inputs: ['none', 'none'], outputs: ['ratio'] },
          { operator: 'MatMul', inputs: ['ratio', 'w'], outputs: ['y'] },
        ],
      }),
    told: /numbers that are none/,
  },
  {
    what: 'a row that depends on the others',
    bytes: () =>
      onnxFile({
        weights: [tensor('w', [2, 1], [1, 1]), tensor('zero', [1], [0], 'int64')],
        nodes: [
          { operator: 'MatMul', inputs: ['x', 'w'], outputs: ['sum'] },
          { operator: 'ReduceSum', inputs: ['sum', 'zero'], outputs: ['all'], more: integerAttribute('keepdims', 1) },
          { operator: 'Add', inputs: ['sum', 'all'], outputs: ['y'] },
        ],
      }),
    told: /other numbers for a row alone/,
  },
];
