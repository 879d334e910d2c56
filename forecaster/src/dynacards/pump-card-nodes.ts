import type { GraphBuilder, Value } from '../onnx/graph-builder.js';
import { floats, integers } from '../onnx/tensor.js';

/** Points of a card inside the graphs; cards come with any number and are brought to this one. */
export const CARD_POINTS = 128;
/** Harmonics that are carried down. Above the 24th there is noise and little else: 24 strokes' waves within one stroke. */
export const HARMONICS = 24;

/**
 * Gibbs' truncated Fourier series as four products of matrices, for any number of cards at once.
 * In: `position` and `load` [cards, CARD_POINTS], `transfer` [cards, HARMONICS + 1, 8] as `rodTransfer` gives it, in the same scale.
 * Out: position, load and speed (by angle of the stroke, 2π a stroke) at the pump, [cards, CARD_POINTS].
 */
export function pumpCardNodes(
  graph: GraphBuilder,
  { position, load, transfer }: { readonly position: Value; readonly load: Value; readonly transfer: Value },
): { readonly position: Value; readonly load: Value; readonly speed: Value } {
  const toReal = graph.constant(analysis(Math.cos));
  const toImaginary = graph.constant(analysis((angle) => -Math.sin(angle)));
  const harmonicsOf = (values: Value): Complex => ({
    re: graph.op('MatMul', [values, toReal]),
    im: graph.op('MatMul', [values, toImaginary]),
  });
  const above = { position: harmonicsOf(position), load: harmonicsOf(load) };
  const columns = graph
    .ops('Split', [transfer], 8, { axis: { integer: 2 }, num_outputs: { integer: 8 } })
    .map((column) => graph.op('Squeeze', [column, graph.constant(integers(2))]));
  const factor = (at: number): Complex => ({ re: columns[2 * at] as Value, im: columns[2 * at + 1] as Value });
  const multiply = (a: Complex, b: Complex): Complex => ({
    re: graph.op('Sub', [graph.op('Mul', [a.re, b.re]), graph.op('Mul', [a.im, b.im])]),
    im: graph.op('Add', [graph.op('Mul', [a.re, b.im]), graph.op('Mul', [a.im, b.re])]),
  });
  const add = (a: Complex, b: Complex): Complex => ({
    re: graph.op('Add', [a.re, b.re]),
    im: graph.op('Add', [a.im, b.im]),
  });
  const below = {
    position: add(multiply(factor(0), above.position), multiply(factor(1), above.load)),
    load: add(multiply(factor(2), above.position), multiply(factor(3), above.load)),
  };
  const back = (values: Complex, real: Value, imaginary: Value): Value =>
    graph.op('Add', [graph.op('MatMul', [values.re, real]), graph.op('MatMul', [values.im, imaginary])]);
  const fromReal = graph.constant(synthesis((harmonic, angle) => Math.cos(harmonic * angle)));
  const fromImaginary = graph.constant(synthesis((harmonic, angle) => -Math.sin(harmonic * angle)));
  return {
    position: back(below.position, fromReal, fromImaginary),
    load: back(below.load, fromReal, fromImaginary),
    speed: back(
      below.position,
      graph.constant(synthesis((harmonic, angle) => -harmonic * Math.sin(harmonic * angle))),
      graph.constant(synthesis((harmonic, angle) => -harmonic * Math.cos(harmonic * angle))),
    ),
  };
}

interface Complex {
  readonly re: Value;
  readonly im: Value;
}

const angleOf = (point: number): number => (2 * Math.PI * point) / CARD_POINTS;

/** [point, harmonic]: x(t) = Re Σ z_n·exp(i·n·t), so z_0 is the mean and z_n twice the mean of x·exp(−i·n·t). */
const analysis = (of: (angle: number) => number) =>
  floats(
    Array.from({ length: CARD_POINTS }, (_, point) =>
      Array.from(
        { length: HARMONICS + 1 },
        (__, harmonic) => (of(harmonic * angleOf(point)) * (harmonic === 0 ? 1 : 2)) / CARD_POINTS,
      ),
    ).flat(),
    [CARD_POINTS, HARMONICS + 1],
  );

/** [harmonic, point]; the last third fades out, so that corners do not ring (Lanczos' factors would blunt the low ones too). */
const synthesis = (of: (harmonic: number, angle: number) => number) =>
  floats(
    Array.from({ length: HARMONICS + 1 }, (_, harmonic) => {
      const beyond = Math.max(0, harmonic - FULL_HARMONICS) / (HARMONICS + 1 - FULL_HARMONICS);
      const kept = 0.5 * (1 + Math.cos(Math.PI * beyond));
      return Array.from({ length: CARD_POINTS }, (__, point) => kept * of(harmonic, angleOf(point)));
    }).flat(),
    [HARMONICS + 1, CARD_POINTS],
  );

/** Up to here harmonics are carried down whole. */
const FULL_HARMONICS = 16;
