import { linearScale, niceDomain, valueTicks, type Scale } from '../chart-kit/scales.js';
import type { Card, Curve } from './cards-model.js';

export interface Plot {
  readonly x: Scale;
  readonly y: Scale;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const MARGIN = { left: 64, right: 28, top: 10, bottom: 40 };

/** Scales that hold every card of the well, so that nothing jumps while one goes through time. Pure. */
export function plotOf(
  cards: readonly Card[],
  size: { readonly width: number; readonly height: number },
  show: { readonly surface: boolean; readonly pump: boolean },
): Plot {
  const curves = cards.flatMap(({ surface, pump }) => [
    ...(show.surface ? [surface] : []),
    ...(show.pump ? [pump] : []),
  ]);
  const width = Math.max(20, size.width - MARGIN.left - MARGIN.right);
  const height = Math.max(20, size.height - MARGIN.top - MARGIN.bottom);
  const x = linearScale(niceDomain(valuesOf(curves, 'x'), false), [MARGIN.left, MARGIN.left + width]);
  const y = linearScale(niceDomain(valuesOf(curves, 'y'), true), [MARGIN.top + height, MARGIN.top]);
  return {
    x,
    y,
    xTicks: valueTicks(x.domain, Math.max(2, Math.floor(width / 80))),
    yTicks: valueTicks(y.domain, Math.max(2, Math.floor(height / 45))),
    left: MARGIN.left,
    top: MARGIN.top,
    width,
    height,
  };
}

function* valuesOf(curves: readonly Curve[], of: 'x' | 'y'): Generator<number> {
  for (const curve of curves) yield* curve[of];
}

export interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly opacity: number;
  readonly dash?: readonly number[];
}

/** Draws closed curves onto a canvas. Does nothing where there is no canvas, as in tests without a browser. */
export function drawCurves(
  canvas: HTMLCanvasElement | null,
  { x, y }: Plot,
  size: { readonly width: number; readonly height: number },
  strokes: readonly { readonly curve: Curve; readonly stroke: Stroke }[],
): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.lineJoin = 'round';
  for (const { curve, stroke } of strokes) {
    if (curve.x.length === 0) continue;
    context.beginPath();
    curve.x.forEach((value, at) => {
      const [px, py] = [x.at(value), y.at(curve.y[at] as number)];
      if (at === 0) context.moveTo(px, py);
      else context.lineTo(px, py);
    });
    context.closePath();
    context.globalAlpha = stroke.opacity;
    context.strokeStyle = stroke.color;
    context.lineWidth = stroke.width;
    context.setLineDash([...(stroke.dash ?? [])]);
    context.stroke();
  }
}
