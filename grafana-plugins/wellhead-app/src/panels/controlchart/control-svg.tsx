import React, { useId } from 'react';
import { textAtLine, type AxisTick } from '../chart-kit/plot.js';
import type { ControlColors } from './control-colors.js';
import type { ControlDrawing } from './control-drawing.js';
import { ruleText } from './control-words.js';

export interface ControlPart {
  readonly name: string;
  readonly title: string;
  readonly drawing: ControlDrawing;
  readonly valueTicks: readonly AxisTick[];
  /** Limits of the specification, with their text. */
  readonly specification: readonly { readonly value: number; readonly text: string }[];
}

export interface ControlSvgProps {
  readonly parts: readonly ControlPart[];
  readonly timeTicks: readonly AxisTick[];
  readonly width: number;
  readonly height: number;
  readonly colors: ControlColors;
}

const NUMBER_SPACING = 16;

/** The drawing itself. Decorative for screen readers: the surface around it speaks. */
export function ControlSvg({ parts, timeTicks, width, height, colors }: ControlSvgProps): React.JSX.Element {
  const clipId = useId().replaceAll(':', '');
  const bottom = Math.max(...parts.map(({ drawing: { plot } }) => plot.top + plot.height));
  return (
    <svg width={width} height={height} aria-hidden="true" style={{ display: 'block' }} fontSize={12}>
      {parts.map((part) => (
        <Part key={part.name} part={part} timeTicks={timeTicks} colors={colors} clipId={`${clipId}${part.name}`} />
      ))}
      {timeTicks.map(({ at, text }) => (
        <text key={at} x={at} y={bottom + 16} textAnchor="middle" fill={colors.text}>
          {text}
        </text>
      ))}
    </svg>
  );
}

function Part({
  part: { name, title, drawing, valueTicks, specification },
  timeTicks,
  colors,
  clipId,
}: {
  readonly part: ControlPart;
  readonly timeTicks: readonly AxisTick[];
  readonly colors: ControlColors;
  readonly clipId: string;
}): React.JSX.Element {
  const { plot, y } = drawing;
  const right = plot.left + plot.width;
  const bottom = plot.top + plot.height;
  return (
    <g data-testid={`control-${name}`}>
      <defs>
        <clipPath id={clipId}>
          <rect x={plot.left} y={plot.top - 4} width={plot.width} height={plot.height + 8} />
        </clipPath>
      </defs>
      {valueTicks.map(({ at, text }) => (
        <g key={at}>
          <line x1={plot.left} x2={right} y1={at} y2={at} stroke={colors.grid} />
          <text x={plot.left - 8} y={at} dy="0.32em" textAnchor="end" fill={colors.text}>
            {text}
          </text>
        </g>
      ))}
      {timeTicks.map(({ at }) => (
        <line key={at} x1={at} x2={at} y1={plot.top} y2={bottom} stroke={colors.grid} />
      ))}
      <g clipPath={`url(#${clipId})`} fill="none">
        <path data-testid={`control-${name}-zones`} d={drawing.zonesPath} stroke={colors.zone} strokeDasharray="1 5" />
        <path d={drawing.centrePath} stroke={colors.centre} strokeWidth={1.5} />
        <path
          data-testid={`control-${name}-limits`}
          d={drawing.limitsPath}
          stroke={colors.limit}
          strokeWidth={1.5}
          strokeDasharray="7 4"
        />
        {specification.map(({ value, text }) => (
          <g key={text}>
            <line
              x1={plot.left}
              x2={right}
              y1={y.at(value)}
              y2={y.at(value)}
              stroke={colors.specification}
              strokeDasharray="12 3 2 3"
            />
            <text x={right - 6} y={textAtLine(y.at(value), plot)} textAnchor="end" fill={colors.specification}>
              {text}
            </text>
          </g>
        ))}
        {drawing.phaseStarts.map(({ x, text }) => (
          <g key={`${x} ${text}`} data-testid="control-phase">
            <line x1={x} x2={x} y1={plot.top} y2={bottom} stroke={colors.text} strokeDasharray="4 3" />
            <title>{text}</title>
            {name === 'main' && (
              <text x={x + 5} y={plot.top + 12} fill={colors.text}>
                {text}
              </text>
            )}
          </g>
        ))}
        <path data-testid={`control-${name}-line`} d={drawing.linePath} stroke={colors.line} strokeWidth={1.25} />
        {drawing.dots.map(({ x, y: cy }, at) => (
          <circle key={at} cx={x} cy={cy} r={2} fill={colors.line} />
        ))}
      </g>
      {withNumbers(drawing).map(({ x, y: cy, point, numbered }, at) => (
        <g key={at} data-testid="control-violation">
          <title>{point.violations.map(ruleText).join('. ')}</title>
          <circle cx={x} cy={cy} r={4.5} fill={colors.background} stroke={colors.violation} strokeWidth={2} />
          {numbered && (
            <text x={x} y={cy - 8} textAnchor="middle" fontWeight={600} fill={colors.violation}>
              {point.violations.join(' ')}
            </text>
          )}
        </g>
      ))}
      <text
        x={plot.left + 6}
        y={plot.top + 12}
        fill={colors.text}
        stroke={colors.background}
        strokeWidth={4}
        paintOrder="stroke"
      >
        {title}
      </text>
    </g>
  );
}

/** Numbers of rules stand beside a mark only where the one before is far enough away. */
function withNumbers({ violations }: ControlDrawing) {
  let lastX = Number.NEGATIVE_INFINITY;
  return violations.map((mark) => {
    const numbered = mark.x - lastX >= NUMBER_SPACING;
    if (numbered) lastX = mark.x;
    return { ...mark, numbered };
  });
}
