import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import type { GrafanaTheme2 } from '@grafana/data';
import React from 'react';
import type { Vintage } from './picture-model.js';

export interface VintageSliderProps {
  readonly vintages: readonly Vintage[];
  /** Index into `vintages`. */
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  readonly formatTime: (ms: number) => string;
}

/** “What did we believe on …”: one stop a vintage, newest at the right. */
export function VintageSlider({ vintages, selected, onSelect, formatTime }: VintageSliderProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const issued = formatTime(vintages[selected]?.issuedAtMs ?? 0);
  const newest = selected === vintages.length - 1;
  return (
    <label className={styles.row}>
      <span className={styles.text}>
        Believed on <strong>{issued}</strong>
        {newest ? ' (newest)' : ''}
      </span>
      <input
        type="range"
        className={styles.slider}
        min={0}
        max={vintages.length - 1}
        step={1}
        value={selected}
        aria-label="What did we believe on"
        aria-valuetext={`${issued}${newest ? ', the newest forecast' : ''}`}
        onChange={(event) => onSelect(Number(event.currentTarget.value))}
      />
    </label>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), margin: 0, minWidth: 0, flex: '1 1 220px' }),
  text: css({
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  slider: css({
    flex: 1,
    minWidth: 60,
    maxWidth: 320,
    accentColor: theme.colors.primary.main,
    colorScheme: theme.isDark ? 'dark' : 'light',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
});
