import { graph, graphAttribute, onnxFile, port, tensor } from './onnx-files.js';

/** A file that harms, or would. */
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
    what: 'a graph of 2 GB that is said to come',
    bytes: () => Uint8Array.of(0x08, 10, 0x3a, 0x80, 0x80, 0x80, 0x80, 0x08, 0x12, 0),
    told: /a part of 2147483648 bytes begins where only 2 bytes are left: it is truncated/,
  },
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
