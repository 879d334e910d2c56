import React, { useId } from 'react';
import type { LimitFrameMeta } from '@wellhead/contracts';
import type { AnomalyMark } from './anomaly-marks.js';
import { BreachMarks } from './breach-marks-svg.js';
import type { BreachMark } from './breach-marks.js';
import { limitDash, limitTitle, type ChartColors } from './chart-colors.js';
import type { TimeMark } from '../chart-kit/marks.js';
import { besideOneAnother, textAtLine, type AxisTick, type Plot } from '../chart-kit/plot.js';
import type { Drawing } from './drawing.js';

export interface ThresholdLine {
  readonly value: number;
  readonly color: string;
}

export interface ChartSvgProps {
  readonly drawing: Drawing;
  readonly plot: Plot;
  readonly size: { readonly width: number; readonly height: number };
  readonly colors: ChartColors;
  readonly bandOpacity: number;
  readonly timeTicks: readonly AxisTick[];
  readonly valueTicks: readonly AxisTick[];
  readonly nowX: number | undefined;
  readonly issuedX: number | undefined;
  readonly limits: readonly (LimitFrameMeta & { readonly text: string })[];
  readonly breaches: readonly BreachMark[];
  readonly anomalies: readonly AnomalyMark[];
  readonly thresholds: readonly ThresholdLine[];
  readonly marks: readonly (TimeMark & { readonly x: number })[];
}

/** The drawing itself. Decorative for screen readers: the surface around it speaks. */
export function ChartSvg(props: ChartSvgProps): React.JSX.Element {
  const { drawing, plot, size, colors } = props;
  const clipId = useId().replaceAll(':', '');
  const bottom = plot.top + plot.height;
  const right = plot.left + plot.width;
  const limits = props.limits.map(({ kind, value, text }) => ({
    kind,
    value,
    text: `${limitTitle[kind]} ${text}`,
    y: textAtLine(drawing.y.at(value), plot, kind === 'low' || kind === 'low-low'),
  }));
  const places = besideOneAnother(limits);
  return (
    <svg width={size.width} height={size.height} aria-hidden="true" style={{ display: 'block' }} fontSize={12}>
      <defs>
        <clipPath id={clipId}>
          <rect x={plot.left} y={plot.top} width={plot.width} height={plot.height} />
        </clipPath>
      </defs>
      {props.nowX !== undefined && props.nowX < right && (
        <rect
          data-testid="fan-future"
          x={Math.max(plot.left, props.nowX)}
          y={plot.top}
          width={right - Math.max(plot.left, props.nowX)}
          height={plot.height}
          fill={colors.future}
        />
      )}
      {props.valueTicks.map(({ at, text }) => (
        <g key={at}>
          <line x1={plot.left} x2={right} y1={at} y2={at} stroke={colors.grid} />
          <text x={plot.left - 8} y={at} dy="0.32em" textAnchor="end" fill={colors.text}>
            {text}
          </text>
        </g>
      ))}
      {props.timeTicks.map(({ at, text }) => (
        <g key={at}>
          <line x1={at} x2={at} y1={plot.top} y2={bottom} stroke={colors.grid} />
          <text x={at} y={bottom + 16} textAnchor="middle" fill={colors.text}>
            {text}
          </text>
        </g>
      ))}
      <g clipPath={`url(#${clipId})`}>
        {drawing.bandPaths.map(({ level, path }) => (
          <path
            key={level}
            data-testid={`fan-band-${level}`}
            d={path}
            fill={colors.band(level)}
            fillOpacity={props.bandOpacity}
          />
        ))}
        {props.thresholds.map(({ value, color }) => (
          <line
            key={value}
            data-testid="fan-threshold"
            x1={plot.left}
            x2={right}
            y1={drawing.y.at(value)}
            y2={drawing.y.at(value)}
            stroke={color}
            strokeDasharray="2 4"
          />
        ))}
        <path data-testid="fan-history" d={drawing.historyPath} fill="none" stroke={colors.history} strokeWidth={1.5} />
        <path
          data-testid="fan-median"
          d={drawing.medianPath}
          fill="none"
          stroke={colors.median}
          strokeWidth={2}
          strokeDasharray="6 4"
        />
        {limits.map(({ kind, value, text, y }, at) => (
          <g key={kind} data-testid={`fan-limit-${kind}`}>
            <line
              x1={plot.left}
              x2={right}
              y1={drawing.y.at(value)}
              y2={drawing.y.at(value)}
              stroke={colors.limit(kind)}
              strokeWidth={1.5}
              strokeDasharray={limitDash(kind)}
            />
            <text x={plot.left + 6 + (places[at] ?? 0)} y={y} fill={colors.limit(kind)}>
              {text}
            </text>
          </g>
        ))}
        {props.anomalies.map(({ timeMs, x, y, text }) => (
          <circle
            key={timeMs}
            data-testid="fan-anomaly"
            cx={x}
            cy={y}
            r={6}
            fill="none"
            stroke={colors.anomaly}
            strokeWidth={2}
          >
            <title>{text}</title>
          </circle>
        ))}
        <BreachMarks marks={props.breaches} colors={colors} bottom={bottom} right={right} />
        {props.marks.map(({ timeMs, x, color, text }) => (
          <g key={`${timeMs} ${text}`} data-testid="fan-mark">
            <title>{text}</title>
            <line x1={x} x2={x} y1={plot.top} y2={bottom} stroke={color} strokeDasharray="4 3" />
            <path d={`M${x - 5} ${bottom}L${x + 5} ${bottom}L${x} ${bottom - 7}Z`} fill={color} />
          </g>
        ))}
        {props.issuedX !== undefined && (
          <g data-testid="fan-issued">
            <line
              x1={props.issuedX}
              x2={props.issuedX}
              y1={plot.top}
              y2={bottom}
              stroke={colors.median}
              strokeDasharray="2 3"
            />
            <text x={props.issuedX - 5} y={plot.top + 12} textAnchor="end" fill={colors.median}>
              forecast
            </text>
          </g>
        )}
        {props.nowX !== undefined && (
          <g data-testid="fan-now">
            <line x1={props.nowX} x2={props.nowX} y1={plot.top} y2={bottom} stroke={colors.now} strokeWidth={1.5} />
            <text x={props.nowX + 5} y={plot.top + 12} fill={colors.now}>
              now
            </text>
          </g>
        )}
      </g>
    </svg>
  );
}
