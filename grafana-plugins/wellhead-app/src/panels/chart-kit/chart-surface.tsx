import { css } from '@emotion/css';
import type { EventBus, GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useRef, useState } from 'react';
import { ChartTooltip, type TooltipWords } from './chart-tooltip.js';
import { cursorAfter, nearestIndex } from './nearest.js';
import type { Plot } from './plot.js';
import type { Scale } from './scales.js';
import { useSyncedHover } from './synced-hover.js';

export interface ChartSurfaceProps {
  /** What the chart is called to screen readers: “fan chart”. */
  readonly kind: string;
  readonly summary: string;
  readonly x: Scale;
  readonly plot: Plot;
  readonly width: number;
  /** Ascending, ms: where the cursor can stand. */
  readonly instants: readonly number[];
  readonly say: (timeMs: number) => TooltipWords;
  readonly eventBus: EventBus | undefined;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  /** The drawing, below the cursor. */
  readonly children: React.ReactNode;
  readonly height: number;
}

const DRAG_PIXELS = 6;

/** The ground of a chart over time: cursor shared with the dashboard, tooltip, arrow keys, drag to zoom. The drawing below is not drawn again while the cursor moves. */
export function ChartSurface(props: ChartSurfaceProps): React.JSX.Element {
  const { x, plot, width, height, instants } = props;
  const styles = useStyles2(stylesOf);
  const [cursor, setCursor] = useState<number>();
  const [selection, setSelection] = useState<readonly [number, number]>();
  const dragFrom = useRef<number | undefined>(undefined);
  const { elsewhereMs, tell } = useSyncedHover(props.eventBus);
  const clamp = (pixel: number): number => Math.min(plot.left + plot.width, Math.max(plot.left, pixel));
  const pixelOf = (event: React.PointerEvent): number =>
    clamp(event.clientX - event.currentTarget.getBoundingClientRect().left);

  const stand = (next: number | undefined): void => {
    setCursor(next);
    tell(next === undefined ? undefined : instants[next]);
  };
  const move = (event: React.PointerEvent): void => {
    const pixel = pixelOf(event);
    const index = nearestIndex(instants, x.invert(pixel));
    stand(index < 0 ? undefined : index);
    if (dragFrom.current !== undefined) setSelection([dragFrom.current, pixel]);
  };
  const release = (): void => {
    if (selection && Math.abs(selection[1] - selection[0]) > DRAG_PIXELS) {
      const [from, to] = [...selection].sort((a, b) => a - b) as [number, number];
      props.onZoom(x.invert(from), x.invert(to));
    }
    dragFrom.current = undefined;
    setSelection(undefined);
  };

  const timeMs = cursor === undefined ? undefined : instants[cursor];
  const words = timeMs === undefined ? undefined : props.say(timeMs);
  const inside = (ms: number | undefined): ms is number => ms !== undefined && ms >= x.domain[0] && ms <= x.domain[1];
  const cursorX = inside(timeMs) ? x.at(timeMs) : inside(elsewhereMs) ? x.at(elsewhereMs) : undefined;
  return (
    <div
      className={styles.surface}
      role="application"
      aria-roledescription={props.kind}
      aria-label={props.summary}
      tabIndex={0}
      onKeyDown={(event) => {
        const next = cursorAfter(event.key, cursor, instants.length);
        if (next === 'ignored') return;
        event.preventDefault();
        stand(next);
      }}
      onPointerMove={move}
      onPointerLeave={() => {
        stand(undefined);
        release();
      }}
      onPointerDown={(event) => {
        dragFrom.current = event.button === 0 ? pixelOf(event) : undefined;
      }}
      onPointerUp={release}
      onBlur={() => stand(undefined)}
    >
      {props.children}
      <svg width={width} height={height} className={styles.over} aria-hidden="true">
        {cursorX !== undefined && (
          <line
            data-testid="chart-cursor"
            x1={cursorX}
            x2={cursorX}
            y1={plot.top}
            y2={plot.top + plot.height}
            className={styles.line}
          />
        )}
        {selection && (
          <rect
            x={Math.min(...selection)}
            y={plot.top}
            width={Math.abs(selection[1] - selection[0])}
            height={plot.height}
            className={styles.selection}
          />
        )}
      </svg>
      <ChartTooltip
        words={words}
        at={cursorX === undefined ? undefined : { x: cursorX, y: plot.top + 8 }}
        width={width}
      />
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  surface: css({
    position: 'relative',
    cursor: 'crosshair',
    touchAction: 'pan-y',
    userSelect: 'none',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  // A layer of its own: a cursor that moves paints nothing of the chart again, however many points it has.
  over: css({ position: 'absolute', inset: 0, pointerEvents: 'none', willChange: 'transform' }),
  line: css({ stroke: theme.colors.text.secondary, strokeDasharray: '3 3' }),
  selection: css({ fill: theme.colors.text.secondary, fillOpacity: 0.15 }),
});
