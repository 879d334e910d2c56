import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import type { GrafanaTheme2 } from '@grafana/data';
import React, { useId, useRef, useState } from 'react';
import { ChartSvg, type ChartSvgProps } from './chart-svg.js';
import { linesOf, type Words } from './chart-words.js';
import { nearestIndex, type ReadingAt } from './reading-at.js';

export interface ChartSurfaceProps extends Omit<ChartSvgProps, 'cursorX' | 'selection' | 'clipId'> {
  readonly instants: readonly number[];
  readonly readAt: (timeMs: number) => ReadingAt;
  readonly words: Words;
  readonly summary: string;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

const DRAG_PIXELS = 6;

/** The drawing with its cursor, tooltip, arrow keys and drag to zoom. */
export function ChartSurface(props: ChartSurfaceProps): React.JSX.Element {
  const { drawing, plot, size, instants } = props;
  const styles = useStyles2(stylesOf);
  const clipId = useId();
  const [cursor, setCursor] = useState<number | undefined>(undefined);
  const [selection, setSelection] = useState<readonly [number, number] | undefined>(undefined);
  const dragFrom = useRef<number | undefined>(undefined);
  const clamp = (pixel: number): number => Math.min(plot.left + plot.width, Math.max(plot.left, pixel));
  const pixelOf = (event: React.PointerEvent): number =>
    clamp(event.clientX - event.currentTarget.getBoundingClientRect().left);

  const move = (event: React.PointerEvent): void => {
    const pixel = pixelOf(event);
    const index = nearestIndex(instants, drawing.x.invert(pixel));
    setCursor(index < 0 ? undefined : index);
    if (dragFrom.current !== undefined) setSelection([dragFrom.current, pixel]);
  };
  const release = (): void => {
    if (selection && Math.abs(selection[1] - selection[0]) > DRAG_PIXELS) {
      const [from, to] = [...selection].sort((a, b) => a - b) as [number, number];
      props.onZoom(drawing.x.invert(from), drawing.x.invert(to));
    }
    dragFrom.current = undefined;
    setSelection(undefined);
  };
  const key = (event: React.KeyboardEvent): void => {
    const next = cursorAfter(event.key, cursor, instants.length);
    if (next === 'ignored') return;
    event.preventDefault();
    setCursor(next);
  };

  const timeMs = cursor === undefined ? undefined : instants[cursor];
  const reading = timeMs === undefined ? undefined : props.readAt(timeMs);
  const unusual = props.anomalies.map(({ text, ...mark }) => ({ ...mark, text, color: props.colors.anomaly }));
  const marked = [...props.marks, ...unusual].filter((mark) => mark.timeMs === timeMs && mark.text !== '');
  const cursorX = timeMs === undefined ? undefined : drawing.x.at(timeMs);
  const toLeft = cursorX !== undefined && cursorX > size.width / 2;
  return (
    <div
      className={styles.surface}
      role="application"
      aria-roledescription="fan chart"
      aria-label={props.summary}
      tabIndex={0}
      onKeyDown={key}
      onPointerMove={move}
      onPointerLeave={() => {
        setCursor(undefined);
        release();
      }}
      onPointerDown={(event) => {
        dragFrom.current = event.button === 0 ? pixelOf(event) : undefined;
      }}
      onPointerUp={release}
      onBlur={() => setCursor(undefined)}
    >
      <ChartSvg {...props} cursorX={cursorX} selection={selection} clipId={clipId.replaceAll(':', '')} />
      {reading && cursorX !== undefined && (
        <div
          data-testid="fan-tooltip"
          className={styles.tooltip}
          style={{ top: plot.top + 8, ...(toLeft ? { right: size.width - cursorX + 12 } : { left: cursorX + 12 }) }}
        >
          <div className={styles.time}>{props.words.time(reading.timeMs)}</div>
          {marked.map(({ text, color }) => (
            <div key={text} className={styles.mark} style={{ borderColor: color }}>
              {text}
            </div>
          ))}
          {linesOf(reading, props.words).map(({ label, text }) => (
            <div key={label} className={styles.line}>
              <span>{label}</span>
              <span>{text}</span>
            </div>
          ))}
        </div>
      )}
      <div aria-live="polite" className={styles.spoken}>
        {reading &&
          [
            props.words.time(reading.timeMs),
            ...marked.map(({ text }) => text),
            ...linesOf(reading, props.words).map(({ label, text }) => `${label} ${text}`),
          ].join(', ')}
      </div>
    </div>
  );
}

/** Where the cursor goes on a key; undefined: away. */
function cursorAfter(key: string, cursor: number | undefined, count: number): number | undefined | 'ignored' {
  const last = count - 1;
  if (count === 0) return 'ignored';
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, (cursor ?? -1) + 1);
    case 'ArrowLeft':
      return Math.max(0, (cursor ?? count) - 1);
    case 'PageDown':
      return Math.min(last, (cursor ?? -1) + 10);
    case 'PageUp':
      return Math.max(0, (cursor ?? count) - 10);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return undefined;
    default:
      return 'ignored';
  }
}

const stylesOf = (theme: GrafanaTheme2) => ({
  surface: css({
    position: 'relative',
    cursor: 'crosshair',
    touchAction: 'pan-y',
    userSelect: 'none',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  tooltip: css({
    position: 'absolute',
    pointerEvents: 'none',
    minWidth: 150,
    padding: theme.spacing(1),
    background: theme.colors.background.elevated ?? theme.colors.background.primary,
    color: theme.colors.text.primary,
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z2,
    fontSize: theme.typography.bodySmall.fontSize,
    zIndex: 1,
  }),
  time: css({ fontWeight: theme.typography.fontWeightMedium, marginBottom: theme.spacing(0.5) }),
  line: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(2), whiteSpace: 'nowrap' }),
  mark: css({
    maxWidth: 260,
    marginBottom: theme.spacing(0.5),
    paddingLeft: theme.spacing(0.75),
    borderLeft: '3px solid',
  }),
  spoken: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
