import type { GraphBuilder, Value } from '../onnx/graph-builder.js';
import { floats, integers, scalar } from '../onnx/tensor.js';

/** Places along the stroke of the plunger at which the load is read, on the way up and on the way down. */
export const PLACES = 20;
const SUMMARIES = ['strokeShare', 'highest', 'lowest', 'mean', 'work'] as const;
/** What is told of a pump card: `up` and `down` loads by place, then summaries. Loads in units of the fluid load that is expected. */
export const FEATURE_COUNT = 2 * PLACES + SUMMARIES.length;

export interface CardFeatures {
  /** Mean load going up, at PLACES equal parts of the stroke from the bottom. */
  readonly up: readonly number[];
  readonly down: readonly number[];
  /** Stroke of the plunger by stroke of the polished rod. */
  readonly strokeShare: number;
  readonly highest: number;
  readonly lowest: number;
  readonly mean: number;
  /** Area of the card by its stroke: 1 = a full pump. */
  readonly work: number;
}

/** The row of one card, in words. */
export function namedFeatures(row: ArrayLike<number>): CardFeatures {
  const at = (index: number): number => row[index] as number;
  const summary = (name: (typeof SUMMARIES)[number]): number => at(2 * PLACES + SUMMARIES.indexOf(name));
  return {
    up: Array.from({ length: PLACES }, (_, place) => at(place)),
    down: Array.from({ length: PLACES }, (_, place) => at(PLACES + place)),
    strokeShare: summary('strokeShare'),
    highest: summary('highest'),
    lowest: summary('lowest'),
    mean: summary('mean'),
    work: summary('work'),
  };
}

/**
 * In: position (strokes of the polished rod), load (expected fluid loads) and speed at the pump, [cards, points].
 * Out: [cards, FEATURE_COUNT], in the order of `namedFeatures`.
 * By place and not by time, since a fault shows where the plunger is, however fast the unit turns.
 */
export function featureNodes(
  graph: GraphBuilder,
  card: { readonly position: Value; readonly load: Value; readonly speed: Value },
): Value {
  const alongPoints = graph.constant(integers(1));
  const last = graph.constant(integers(-1));
  const reduce = (operator: 'ReduceMax' | 'ReduceMin' | 'ReduceMean', values: Value): Value =>
    graph.op(operator, [values, alongPoints]);
  const lowestPlace = reduce('ReduceMin', card.position);
  const stroke = graph.op('Max', [
    graph.op('Sub', [reduce('ReduceMax', card.position), lowestPlace]),
    graph.constant(scalar(1e-3)),
  ]);
  // [cards, points, 1], 0 at the bottom of the stroke, 1 at its top
  const place = graph.op('Unsqueeze', [graph.op('Div', [graph.op('Sub', [card.position, lowestPlace]), stroke]), last]);
  const centres = graph.constant(
    floats(
      Array.from({ length: PLACES }, (_, at) => (at + 0.5) / PLACES),
      [1, 1, PLACES],
    ),
  );
  const near = graph.op('Relu', [
    graph.op('Sub', [
      graph.constant(scalar(1)),
      graph.op('Mul', [graph.op('Abs', [graph.op('Sub', [place, centres])]), graph.constant(scalar(PLACES))]),
    ]),
  ]);
  const load = graph.op('Unsqueeze', [card.load, last]);
  const speed = graph.op('Unsqueeze', [card.speed, last]);
  const nothing = graph.constant(scalar(0));
  const loadsWhere = (there: Value): Value => {
    const weight = graph.op('Mul', [near, graph.op('Cast', [there], { to: { integer: 1 } })]);
    const total = graph.op('ReduceSum', [weight, alongPoints], { keepdims: { integer: 0 } });
    const sum = graph.op('ReduceSum', [graph.op('Mul', [weight, load]), alongPoints], { keepdims: { integer: 0 } });
    return graph.op('Div', [sum, graph.op('Add', [total, graph.constant(scalar(1e-3))])]);
  };
  const work = graph.op('Div', [
    graph.op('Mul', [
      reduce('ReduceMean', graph.op('Mul', [card.load, card.speed])),
      graph.constant(scalar(2 * Math.PI)),
    ]),
    stroke,
  ]);
  return graph.op(
    'Concat',
    [
      loadsWhere(graph.op('Greater', [speed, nothing])),
      loadsWhere(graph.op('Less', [speed, nothing])),
      stroke,
      reduce('ReduceMax', card.load),
      reduce('ReduceMin', card.load),
      reduce('ReduceMean', card.load),
      work,
    ],
    { axis: { integer: 1 } },
  );
}
