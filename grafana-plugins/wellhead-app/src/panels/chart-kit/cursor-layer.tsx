import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { forwardRef, useImperativeHandle, useRef } from 'react';
import { spokenText, tooltipStyles, writeTooltip, type TooltipWords } from './chart-tooltip.js';

/** Where a cursor stands, in pixels of the chart, and what its tooltip says; without words it is the cursor of another panel. */
export interface CursorAt {
  readonly x: number;
  readonly y: number;
  readonly words: TooltipWords | undefined;
  /** The arrow keys brought it here: screen readers say it. A pointer would have them never stop. */
  readonly spoken: boolean;
  /** The tooltip stays and its links can be followed. */
  readonly held: boolean;
}

export interface CursorLayerHandle {
  /** Moves the cursor; undefined: it goes. */
  show(at: CursorAt | undefined): void;
}

export interface CursorLayerProps {
  /** An upright line through the plot, or a ring around a point. */
  readonly shape: 'line' | 'ring';
  /** Of the line. */
  readonly top: number;
  readonly length: number;
  /** Of the chart. */
  readonly width: number;
  readonly height: number;
}

const TOOLTIP_GAP = 12;

/**
 * Cursor and tooltip of a chart, moved by hand: no React and no painting of the chart per move of the mouse, only two layers that the compositor
 * pushes about.
 */
export const CursorLayer = forwardRef<CursorLayerHandle, CursorLayerProps>(function CursorLayer(
  { shape, top, length, width, height },
  handle,
) {
  const styles = useStyles2(stylesOf);
  const tooltip = useStyles2(tooltipStyles);
  const mark = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const spoken = useRef<HTMLDivElement>(null);
  useImperativeHandle(
    handle,
    () => ({
      show: (at) => {
        if (!mark.current || !box.current || !spoken.current) return;
        mark.current.hidden = at === undefined;
        box.current.hidden = at?.words === undefined;
        if (!at) {
          spoken.current.textContent = '';
          return;
        }
        mark.current.style.transform = `translate(${at.x}px, ${shape === 'line' ? top : at.y}px)`;
        if (!at.words) return;
        writeTooltip(box.current, at.words, tooltip);
        box.current.toggleAttribute('data-held', at.held);
        box.current.style.transform = placed(at, width, height);
        if (at.spoken) spoken.current.textContent = spokenText(at.words);
      },
    }),
    [shape, top, width, height, tooltip],
  );
  return (
    <>
      <div className={styles.over} aria-hidden="true">
        <div
          ref={mark}
          hidden
          data-testid="chart-cursor"
          className={shape === 'line' ? styles.line : styles.ring}
          style={shape === 'line' ? { height: length } : undefined}
        />
      </div>
      <div ref={box} hidden data-testid="chart-tooltip" className={tooltip.tooltip} />
      <div ref={spoken} aria-live="polite" className={styles.spoken} />
    </>
  );
});

/** Beyond the middle of the chart a tooltip stands at the left of its point; it leaves the chart on no side where it has room in it. */
function placed({ x, y }: CursorAt, width: number, height: number): string {
  const left =
    x > width / 2
      ? `max(0px, calc(${x - TOOLTIP_GAP}px - 100%))`
      : `max(0px, min(${x + TOOLTIP_GAP}px, calc(${width}px - 100%)))`;
  return `translate(${left}, min(${y + 8}px, max(0px, calc(${height}px - 100%))))`;
}

const stylesOf = (theme: GrafanaTheme2) => ({
  over: css({ position: 'absolute', inset: 0, overflow: 'hidden', pointerEvents: 'none' }),
  line: css({
    position: 'absolute',
    top: 0,
    left: 0,
    borderLeft: `1px dashed ${theme.colors.text.secondary}`,
    willChange: 'transform',
  }),
  ring: css({
    position: 'absolute',
    top: -6,
    left: -6,
    width: 12,
    height: 12,
    border: `2px solid ${theme.colors.text.primary}`,
    borderRadius: '50%',
    willChange: 'transform',
  }),
  spoken: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
