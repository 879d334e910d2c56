import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { ChartTooltip } from '../chart-kit/chart-tooltip.js';
import { cursorAfter } from '../chart-kit/nearest.js';
import { nearestPoint, pointsOf, wordsOf } from './card-hover.js';
import type { Plot } from './card-plot.js';
import type { Card } from './cards-model.js';

export interface CardCursorProps {
  readonly card: Card | undefined;
  readonly plot: Plot;
  readonly show: { readonly surface: boolean; readonly pump: boolean };
  readonly width: number;
  readonly height: number;
  readonly position: (value: number) => string;
  readonly load: (value: number) => string;
  readonly summary: string;
  /** The drawing, below the cursor; it is not drawn again while the cursor moves. */
  readonly children: React.ReactNode;
}

/** The ground of a card: a ring on the point under the pointer, or that the arrow keys have walked to, with its position and load. */
export function CardCursor(props: CardCursorProps): React.JSX.Element {
  const { card, plot, show, width, height } = props;
  const styles = useStyles2(stylesOf);
  const [stood, setStood] = useState<{ readonly card: Card | undefined; readonly at: number }>();
  const points = useMemo(() => pointsOf(card, show), [card, show]);
  // Another card has other points: the cursor leaves with its card.
  const cursor = stood?.card === card ? stood?.at : undefined;
  const stand = (at: number | undefined): void => setStood(at === undefined ? undefined : { card, at });
  const point = cursor === undefined ? undefined : points[cursor];
  const at = point && { x: plot.x.at(point.position), y: plot.y.at(point.load) };
  return (
    <div
      className={styles.surface}
      style={{ width, height }}
      role="application"
      aria-roledescription="dynamogram"
      aria-label={props.summary}
      tabIndex={0}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        stand(nearestPoint(points, plot, { x: event.clientX - box.left, y: event.clientY - box.top }));
      }}
      onPointerLeave={() => stand(undefined)}
      onBlur={() => stand(undefined)}
      onKeyDown={(event) => {
        const next = cursorAfter(event.key, cursor, points.length);
        if (next === 'ignored') return;
        event.preventDefault();
        stand(next);
      }}
    >
      {props.children}
      <svg width={width} height={height} className={styles.over} aria-hidden="true">
        {at && <circle data-testid="dynacard-cursor" cx={at.x} cy={at.y} r={5} className={styles.ring} />}
      </svg>
      <ChartTooltip
        words={point && wordsOf(point, props)}
        at={at && { x: at.x, y: Math.min(at.y + 8, Math.max(0, height - 80)) }}
        width={width}
      />
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  surface: css({
    position: 'relative',
    cursor: 'crosshair',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  over: css({ position: 'absolute', inset: 0, pointerEvents: 'none', willChange: 'transform' }),
  ring: css({ fill: 'none', stroke: theme.colors.text.primary, strokeWidth: 2 }),
});
