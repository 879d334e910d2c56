import { useTheme2 } from '@grafana/ui';
import React, { useEffect, useMemo, useRef } from 'react';
import { cardColors } from './card-colors.js';
import { CardCursor } from './card-cursor.js';
import { drawCurves, plotOf } from './card-plot.js';
import type { Card } from './cards-model.js';
import type { DynacardOptions } from './types.js';

export interface CardChartProps {
  readonly cards: readonly Card[];
  readonly at: number;
  readonly reference: Card | undefined;
  readonly options: DynacardOptions;
  readonly width: number;
  readonly height: number;
  readonly position: (value: number) => string;
  readonly load: (value: number) => string;
  readonly summary: string;
}

/** Two canvases, so that going through time draws one card again and not all of its ghosts; axes as SVG above them. */
export function CardChart(props: CardChartProps): React.JSX.Element {
  const { cards, at, reference, options, width, height } = props;
  const theme = useTheme2();
  const behind = useRef<HTMLCanvasElement>(null);
  const front = useRef<HTMLCanvasElement>(null);
  const show = useMemo(
    () => ({ surface: options.showSurface, pump: options.showPump }),
    [options.showSurface, options.showPump],
  );
  const plot = useMemo(() => plotOf(cards, { width, height }, show), [cards, width, height, show]);
  const colors = cardColors(theme);
  const { surface, pump, reference: grey } = colors;

  useEffect(() => {
    const ghosts = options.ghosts > 0 ? cards.slice(-options.ghosts) : [];
    const faint = { width: 1, opacity: Math.max(0.05, Math.min(0.25, 6 / (ghosts.length + 1))) };
    drawCurves(behind.current, plot, { width, height }, [
      ...(show.surface ? ghosts.map((card) => ({ curve: card.surface, stroke: { ...faint, color: surface } })) : []),
      ...(show.pump ? ghosts.map((card) => ({ curve: card.pump, stroke: { ...faint, color: pump } })) : []),
    ]);
  }, [cards, options.ghosts, plot, width, height, show, surface, pump]);

  useEffect(() => {
    const card = cards[at];
    const dashed = { color: grey, width: 1.5, opacity: 1, dash: [6, 4] };
    drawCurves(front.current, plot, { width, height }, [
      ...(reference && show.surface ? [{ curve: reference.surface, stroke: dashed }] : []),
      ...(reference && show.pump ? [{ curve: reference.pump, stroke: dashed }] : []),
      ...(card && show.surface ? [{ curve: card.surface, stroke: { color: surface, width: 2, opacity: 1 } }] : []),
      ...(card && show.pump ? [{ curve: card.pump, stroke: { color: pump, width: 2.5, opacity: 1 } }] : []),
    ]);
  }, [cards, at, reference, plot, width, height, show, surface, pump, grey]);

  const layer: React.CSSProperties = { position: 'absolute', inset: 0, width, height };
  const bottom = plot.top + plot.height;
  return (
    <CardCursor
      card={cards[at]}
      {...{ plot, show, width, height }}
      position={props.position}
      load={props.load}
      summary={props.summary}
    >
      <svg width={width} height={height} style={layer} aria-hidden="true" fontSize={12} fill={colors.text}>
        {plot.xTicks.map((tick) => (
          <g key={tick}>
            <line x1={plot.x.at(tick)} x2={plot.x.at(tick)} y1={plot.top} y2={bottom} stroke={colors.grid} />
            <text x={plot.x.at(tick)} y={bottom + 16} textAnchor="middle">
              {props.position(tick)}
            </text>
          </g>
        ))}
        {plot.yTicks.map((tick) => (
          <g key={tick}>
            <line
              x1={plot.left}
              x2={plot.left + plot.width}
              y1={plot.y.at(tick)}
              y2={plot.y.at(tick)}
              stroke={colors.grid}
            />
            <text x={plot.left - 6} y={plot.y.at(tick) + 4} textAnchor="end">
              {props.load(tick)}
            </text>
          </g>
        ))}
        <text x={plot.left + plot.width / 2} y={height - 6} textAnchor="middle">
          Position
        </text>
      </svg>
      <canvas ref={behind} data-testid="dynacard-ghosts" style={layer} />
      <canvas ref={front} data-testid="dynacard-card" style={layer} />
    </CardCursor>
  );
}
