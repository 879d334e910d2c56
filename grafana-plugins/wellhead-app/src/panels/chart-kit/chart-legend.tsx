import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import type { GrafanaTheme2 } from '@grafana/data';
import React from 'react';

export interface LegendItem {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  readonly shape: 'line' | 'dash' | 'area' | 'ring';
}

export interface ChartLegendProps {
  readonly items: readonly LegendItem[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
}

/** The legend; each entry is a button that hides and shows its series. */
export function ChartLegend({ items, hidden, onToggle }: ChartLegendProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  return (
    <div className={styles.legend} role="group" aria-label="Legend">
      {items.map(({ key, label, color, shape }) => (
        <button
          key={key}
          type="button"
          className={styles.item}
          aria-pressed={!hidden.has(key)}
          title={hidden.has(key) ? `Show ${label}` : `Hide ${label}`}
          onClick={() => onToggle(key)}
        >
          <svg width={16} height={10} aria-hidden="true" opacity={hidden.has(key) ? 0.35 : 1}>
            {shape === 'area' ? (
              <rect width={16} height={10} rx={2} fill={color} />
            ) : shape === 'ring' ? (
              <circle cx={8} cy={5} r={4} fill="none" stroke={color} strokeWidth={2} />
            ) : (
              <line
                x1={0}
                x2={16}
                y1={5}
                y2={5}
                stroke={color}
                strokeWidth={2}
                strokeDasharray={shape === 'dash' ? '5 3' : undefined}
              />
            )}
          </svg>
          <span className={hidden.has(key) ? styles.hidden : undefined}>{label}</span>
        </button>
      ))}
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  legend: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 1.5), paddingLeft: theme.spacing(1) }),
  item: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    padding: theme.spacing(0.25, 0),
    border: 'none',
    background: 'none',
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` },
  }),
  hidden: css({ color: theme.colors.text.secondary, textDecoration: 'line-through' }),
});
