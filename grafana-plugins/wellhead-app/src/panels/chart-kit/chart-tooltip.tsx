import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

/** What a tooltip says of one point. */
export interface TooltipWords {
  /** The first line: a time, or what the point belongs to. */
  readonly heading: string;
  /** Sentences with a coloured edge: anomalies, annotations, violations. */
  readonly marked: readonly { readonly text: string; readonly color: string }[];
  readonly lines: readonly { readonly label: string; readonly text: string }[];
}

export interface ChartTooltipProps {
  readonly words: TooltipWords | undefined;
  /** Where it points to, in pixels of the chart; undefined: it is only spoken. */
  readonly at: { readonly x: number; readonly y: number } | undefined;
  /** Of the chart: beyond its middle the tooltip stands at the left of the point. */
  readonly width: number;
}

/** The tooltip of a chart, seen beside its point and spoken by screen readers. Its place is on the nearest positioned parent. */
export function ChartTooltip({ words, at, width }: ChartTooltipProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  return (
    <>
      {words && at && (
        <div
          data-testid="chart-tooltip"
          className={styles.tooltip}
          style={{ top: at.y, ...(at.x > width / 2 ? { right: width - at.x + 12 } : { left: at.x + 12 }) }}
        >
          <div className={styles.heading}>{words.heading}</div>
          {words.marked.map(({ text, color }) => (
            <div key={text} className={styles.mark} style={{ borderColor: color }}>
              {text}
            </div>
          ))}
          {words.lines.map(({ label, text }) => (
            <div key={label} className={styles.row}>
              <span>{label}</span>
              <span>{text}</span>
            </div>
          ))}
        </div>
      )}
      <div aria-live="polite" className={styles.spoken}>
        {words &&
          [
            words.heading,
            ...words.marked.map(({ text }) => text),
            ...words.lines.map(({ label, text }) => `${label} ${text}`),
          ].join(', ')}
      </div>
    </>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  tooltip: css({
    position: 'absolute',
    pointerEvents: 'none',
    // A layer of its own: moving it paints nothing below it again.
    willChange: 'transform',
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
  heading: css({ fontWeight: theme.typography.fontWeightMedium, marginBottom: theme.spacing(0.5) }),
  row: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(2), whiteSpace: 'nowrap' }),
  mark: css({
    maxWidth: 260,
    marginBottom: theme.spacing(0.5),
    paddingLeft: theme.spacing(0.75),
    borderLeft: '3px solid',
  }),
  spoken: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
