import { graph, graphAttribute, integerAttribute, onnxFile, port, tensor, type TestNode } from './onnx-files.js';
import type { Hostile } from './refused-by-looking.js';

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
  {
    what: 'a graph that goes in a circle',
    bytes: () =>
      onnxFile({
        nodes: [
          { operator: 'Add', inputs: ['x', 'b'], outputs: ['a'] },
          { operator: 'Identity', inputs: ['a'], outputs: ['b'] },
          { operator: 'MatMul', inputs: ['b', 'w'], outputs: ['y'] },
        ],
      }),
    told: /cannot load it: .*not acyclic.*export it again/,
  },
  {
    what: 'an output of another shape than its file says',
    bytes: () =>
      onnxFile({
        weights: [tensor('w', [2, 3], [1, 1, 1, 1, 1, 1])],
        outputs: [port('y', [undefined, undefined])],
      }),
    told: /y has the shape \[3, 3\] for 3 rows, expected 3 numbers/,
  },
];
