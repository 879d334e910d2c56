import { encodeMessage, type MessageWriter } from '../../onnx/protobuf-writer.js';
import { graph, graphAttribute, onnxFile, tensor } from './onnx-files.js';
import type { Hostile } from './refused-by-looking.js';

const loop = graph({
  nodes: [
    {
      operator: 'Loop',
      inputs: ['', '', 'x'],
      outputs: ['z'],
      more: graphAttribute('body', graph({ nodes: [{ operator: 'Identity', inputs: ['a'], outputs: ['b'] }] })),
    },
  ],
});
const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat(parts));

/** A constant of 10^12 numbers, of which the file holds one. */
const sparseConstant = (node: MessageWriter): void =>
  node.message(5, (attribute) => {
    attribute.text(1, 'sparse_value');
    attribute.message(22, (sparse) => {
      sparse.message(1, tensor('values', [1], [1]));
      sparse.message(2, tensor('indices', [1], [0], 'int64'));
      for (const size of [2 ** 20, 2 ** 20]) sparse.integer(3, size);
    });
    attribute.integer(20, 11);
  });

/** Files that the runtime would read otherwise than who looks at them: a looker that is deceived refuses nothing. */
export const REFUSED_AS_DISGUISED: readonly Hostile[] = [
  {
    what: 'a second graph, which the runtime adds to the first',
    bytes: () =>
      joined(
        encodeMessage((model) => model.message(7, loop)),
        onnxFile(),
      ),
    told: /it has two graphs/,
  },
  {
    what: 'a graph behind a field number that is 2^32 too large, which the runtime cuts off',
    bytes: () => {
      const hidden = encodeMessage((model) => model.message(7, loop));
      // 0x3a (field 7) + 2^32 in five bytes.
      return joined(onnxFile(), Uint8Array.of(0xba, 0x80, 0x80, 0x80, 0x10), hidden.subarray(1));
    },
    told: /a field number in it is too large/,
  },
  {
    what: 'a file in the format of the runtime itself',
    bytes: () => joined(Uint8Array.of(0x12, 6, 0, 0), Buffer.from('ORTM'), onnxFile()),
    told: /in the format of onnxruntime itself \(ORT\)/,
  },
  {
    what: 'two tensors in one attribute, which the runtime joins',
    bytes: () =>
      onnxFile({
        nodes: [
          {
            operator: 'Constant',
            inputs: [],
            outputs: ['w'],
            more: (node) =>
              node.message(5, (attribute) => {
                attribute.text(1, 'value');
                attribute.message(5, tensor('a', [1], [1]));
                attribute.message(5, tensor('b', [1], [1]));
                attribute.integer(20, 4);
              }),
          },
        ],
        weights: [],
      }),
    told: /an attribute holds two values/,
  },
  {
    what: 'sparse weights in a constant',
    bytes: () =>
      onnxFile({
        nodes: [
          { operator: 'Constant', inputs: [], outputs: ['w'], more: sparseConstant },
          { operator: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] },
        ],
        weights: [],
      }),
    told: /it has sparse weights/,
  },
];
