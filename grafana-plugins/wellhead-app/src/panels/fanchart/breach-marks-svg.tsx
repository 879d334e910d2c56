import React from 'react';
import type { BreachMark } from './breach-marks.js';
import type { ChartColors } from './chart-colors.js';

export interface BreachMarksProps {
  readonly marks: readonly BreachMark[];
  readonly colors: ChartColors;
  /** Lowest and rightmost pixel of the plot. */
  readonly bottom: number;
  readonly right: number;
}

const CAP = 5;
/** Below this much room at the right, the label stands to the left of its mark. */
const LABEL_ROOM = 150;

/** First crossings on their limit lines: a bar from P10 to P90 (open where P90 is beyond the horizon), a diamond at P50. */
export const BreachMarks = ({ marks, colors, bottom, right }: BreachMarksProps): React.JSX.Element => (
  <>
    {marks.map(({ limit, y, fromX, toX, open, middleX, label, text }) => {
      const color = colors.limit(limit);
      const low = limit === 'low' || limit === 'low-low';
      const anchorX = middleX ?? fromX;
      const left = right - anchorX < LABEL_ROOM;
      return (
        <g key={limit} data-testid={`fan-breach-${limit}`}>
          <title>{text}</title>
          <line x1={fromX} x2={toX} y1={y} y2={y} stroke={color} strokeWidth={5} strokeOpacity={0.75} />
          <line x1={fromX} x2={fromX} y1={y - CAP} y2={y + CAP} stroke={color} strokeWidth={2} />
          {open ? (
            <path
              d={`M${toX - 8} ${y - CAP}L${toX} ${y}L${toX - 8} ${y + CAP}`}
              fill="none"
              stroke={color}
              strokeWidth={2}
            />
          ) : (
            <line x1={toX} x2={toX} y1={y - CAP} y2={y + CAP} stroke={color} strokeWidth={2} />
          )}
          {middleX !== undefined && (
            <>
              <line
                x1={middleX}
                x2={middleX}
                y1={y}
                y2={bottom}
                stroke={color}
                strokeDasharray="1 3"
                strokeWidth={1.5}
              />
              <path
                d={`M${middleX} ${y - 8}L${middleX + 8} ${y}L${middleX} ${y + 8}L${middleX - 8} ${y}Z`}
                fill={color}
                stroke={colors.background}
              />
            </>
          )}
          <text
            x={left ? anchorX - 12 : anchorX + 12}
            y={y + (low ? -10 : 20)}
            textAnchor={left ? 'end' : 'start'}
            fill={color}
            stroke={colors.background}
            strokeWidth={3}
            paintOrder="stroke"
          >
            {label}
          </text>
        </g>
      );
    })}
  </>
);
