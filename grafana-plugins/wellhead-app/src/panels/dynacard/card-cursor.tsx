import { useStyles2 } from '@grafana/ui';
import React, { useLayoutEffect, useMemo, useRef } from 'react';
import { groundStyles } from '../chart-kit/cursor-ground.js';
import { CursorLayer, type CursorLayerHandle } from '../chart-kit/cursor-layer.js';
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
  const styles = useStyles2(groundStyles);
  const layer = useRef<CursorLayerHandle>(null);
  const standing = useRef<number>(undefined);
  const points = useMemo(() => pointsOf(card, show), [card, show]);
  const stand = (at: number | undefined, spoken: boolean): void => {
    standing.current = at;
    const point = at === undefined ? undefined : points[at];
    layer.current?.show(
      point && {
        x: plot.x.at(point.position),
        y: plot.y.at(point.load),
        words: wordsOf(point, props),
        spoken,
        held: false,
      },
    );
  };
  // Another card has other points: the cursor leaves with its card.
  useLayoutEffect(() => {
    standing.current = undefined;
    layer.current?.show(undefined);
  }, [points, plot]);
  return (
    <div
      className={styles.ground}
      style={{ width, height }}
      role="application"
      aria-roledescription="dynamogram"
      aria-label={props.summary}
      tabIndex={0}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        stand(nearestPoint(points, plot, { x: event.clientX - box.left, y: event.clientY - box.top }), false);
      }}
      onPointerLeave={() => stand(undefined, false)}
      onBlur={() => stand(undefined, false)}
      onKeyDown={(event) => {
        const next = cursorAfter(event.key, standing.current, points.length);
        if (next === 'ignored') return;
        event.preventDefault();
        stand(next, true);
      }}
    >
      <div className={styles.drawing} style={{ width, height }}>
        {props.children}
      </div>
      <CursorLayer ref={layer} shape="ring" top={0} length={0} width={width} height={height} />
    </div>
  );
}
