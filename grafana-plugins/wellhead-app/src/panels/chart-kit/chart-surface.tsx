import { css } from '@emotion/css';
import type { EventBus, GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useLayoutEffect, useRef, useState } from 'react';
import type { TooltipWords } from './chart-tooltip.js';
import { groundStyles } from './cursor-ground.js';
import { CursorLayer, type CursorLayerHandle } from './cursor-layer.js';
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

/** Where the cursor of a chart stands: on an own instant, or on one that another panel tells. */
interface Standing {
  readonly ownMs?: number | undefined;
  readonly elsewhereMs?: number | undefined;
  readonly spoken?: boolean;
  /** A click or Enter holds the tooltip, so that its links can be followed. */
  readonly held?: boolean;
}

/** The ground of a chart over time: cursor shared with the dashboard, tooltip, arrow keys, drag to zoom. Nothing is rendered while the cursor moves. */
export function ChartSurface(props: ChartSurfaceProps): React.JSX.Element {
  const { x, plot, width, height, instants } = props;
  const styles = useStyles2(stylesOf);
  const ground = useStyles2(groundStyles);
  const layer = useRef<CursorLayerHandle>(null);
  const standing = useRef<Standing>({});
  const [selection, setSelection] = useState<readonly [number, number]>();
  const dragFrom = useRef<number | undefined>(undefined);
  const clamp = (pixel: number): number => Math.min(plot.left + plot.width, Math.max(plot.left, pixel));
  const pixelOf = (event: React.PointerEvent): number =>
    clamp(event.clientX - event.currentTarget.getBoundingClientRect().left);

  const show = (): void => {
    const { ownMs, elsewhereMs, spoken = false, held = false } = standing.current;
    const timeMs = ownMs ?? elsewhereMs;
    const inside = timeMs !== undefined && timeMs >= x.domain[0] && timeMs <= x.domain[1];
    const words = ownMs === undefined ? undefined : props.say(ownMs);
    layer.current?.show(inside ? { x: x.at(timeMs), y: plot.top, words, spoken, held } : undefined);
  };
  // New data or another size: the cursor stays on its time.
  useLayoutEffect(show);
  const tell = useSyncedHover(props.eventBus, (elsewhereMs) => {
    standing.current = { ...standing.current, elsewhereMs };
    show();
  });
  const stand = (ownMs: number | undefined, how: Pick<Standing, 'spoken' | 'held'> = {}): void => {
    standing.current = { ownMs, ...how };
    show();
    tell(ownMs);
  };
  const hold = (): void => {
    const { ownMs, held = false } = standing.current;
    if (ownMs !== undefined && (held || (props.say(ownMs).links ?? []).length > 0)) stand(ownMs, { held: !held });
  };
  const move = (event: React.PointerEvent): void => {
    if (standing.current.held) return;
    const pixel = pixelOf(event);
    stand(instants[nearestIndex(instants, x.invert(pixel))]);
    if (dragFrom.current !== undefined) setSelection([dragFrom.current, pixel]);
  };
  const release = (): void => {
    dragFrom.current = undefined;
    setSelection(undefined);
  };
  const dragged = selection !== undefined && Math.abs(selection[1] - selection[0]) > DRAG_PIXELS;

  return (
    <div
      className={ground.ground}
      role="application"
      aria-roledescription={props.kind}
      aria-label={props.summary}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (event.key === 'Enter') return hold();
        const { ownMs } = standing.current;
        const next = cursorAfter(
          event.key,
          ownMs === undefined ? undefined : nearestIndex(instants, ownMs),
          instants.length,
        );
        if (next === 'ignored') return;
        event.preventDefault();
        stand(next === undefined ? undefined : instants[next], { spoken: true });
      }}
      onPointerMove={move}
      onPointerLeave={() => {
        if (!standing.current.held) stand(undefined);
        release();
      }}
      onPointerDown={(event) => {
        const onLink = event.target instanceof Element && event.target.closest('a') !== null;
        dragFrom.current = event.button === 0 && !onLink ? pixelOf(event) : undefined;
      }}
      onPointerUp={() => {
        if (selection && dragged) {
          const [from, to] = [...selection].sort((a, b) => a - b) as [number, number];
          props.onZoom(x.invert(from), x.invert(to));
        } else if (dragFrom.current !== undefined) hold();
        release();
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) stand(undefined);
      }}
    >
      <div className={ground.drawing} style={{ width, height }}>
        {props.children}
      </div>
      {selection && (
        <div
          className={styles.selection}
          style={{
            left: Math.min(...selection),
            top: plot.top,
            width: Math.abs(selection[1] - selection[0]),
            height: plot.height,
          }}
        />
      )}
      <CursorLayer ref={layer} shape="line" top={plot.top} length={plot.height} width={width} height={height} />
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  selection: css({
    position: 'absolute',
    pointerEvents: 'none',
    background: theme.colors.text.secondary,
    opacity: 0.15,
  }),
});
