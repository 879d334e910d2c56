import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph } from './graph-builder.js';
import { encodeModel } from './model-proto.js';
import { floats, integers, scalar } from './tensor.js';

const run = async (graph: Graph, feeds: Record<string, Tensor>): Promise<InferenceSession.OnnxValueMapType> => {
  const session = await InferenceSession.create(encodeModel(graph), { logSeverityLevel: 3 });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
};

describe('graphs written from TypeScript', () => {
  it('run in onnxruntime with dimensions that are known only then', async () => {
    const graph = buildGraph('affine');
    const x = graph.input('x', 'float', ['rows', 2]);
    const scaled = graph.op('Mul', [x, graph.constant(floats([2, 10], [1, 2]))]);
    graph.output('y', graph.op('Add', [scaled, graph.constant(scalar(1))]), 'float', ['rows', 2]);
    const { y } = await run(graph.graph(), { x: new Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]) });
    expect(y?.dims).toEqual([2, 2]);
    expect(Array.from(y?.data as Float32Array)).toEqual([3, 21, 7, 41]);
  });

  it('carry state through the body of a Scan, which reads constants of the graph around it', async () => {
    const graph = buildGraph('outer');
    const x = graph.input('x', 'float', ['steps']);
    const weight = graph.constant(scalar(0.5));
    const body = buildGraph('body');
    const sum = body.input('sum', 'float');
    const step = body.input('step', 'float');
    const next = body.op('Add', [sum, body.op('Mul', [step, weight])]);
    body.output('sum_out', next, 'float');
    body.output('sum_at', next, 'float');
    const [last, all] = graph.ops('Scan', [graph.constant(scalar(0)), x], 2, {
      num_scan_inputs: { integer: 1 },
      body: { graph: body.graph() },
    });
    if (!last || !all) throw new Error('two results');
    graph.output('last', last, 'float');
    graph.output('all', all, 'float');
    const result = await run(graph.graph(), { x: new Tensor('float32', Float32Array.of(2, 4, 6), [3]) });
    expect(result['last']?.data).toEqual(Float32Array.of(6));
    expect(result['all']?.data).toEqual(Float32Array.of(1, 3, 6));
  });

  it('keep integers and lists of attributes', async () => {
    const graph = buildGraph('turn');
    const x = graph.input('x', 'float', [1, 2, 3]);
    const turned = graph.op('Transpose', [x], { perm: { integers: [2, 0, 1] } });
    graph.output('y', graph.op('Reshape', [turned, graph.constant(integers(3, 2))]), 'float', [3, 2]);
    const { y } = await run(graph.graph(), { x: new Tensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6), [1, 2, 3]) });
    expect(Array.from(y?.data as Float32Array)).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('are refused by onnxruntime when they are wrong, so the tests above can fail', async () => {
    const graph = buildGraph('wrong');
    const x = graph.input('x', 'float', [2]);
    graph.output('y', graph.op('Add', [x, graph.constant(integers(1))]), 'float', [2]);
    await expect(run(graph.graph(), { x: new Tensor('float32', Float32Array.of(1, 2), [2]) })).rejects.toThrow(/type/i);
  });
});
