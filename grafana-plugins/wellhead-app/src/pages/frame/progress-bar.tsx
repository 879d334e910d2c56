import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

export interface ProgressBarProps {
  readonly label: string;
  /** What is going on, in words; also said by screen readers. */
  readonly text: string;
  /** 0 to 1; undefined: how much there is to do is not known. */
  readonly share: number | undefined;
}

/** How far something has come. */
export function ProgressBar({ label, text, share }: ProgressBarProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  return (
    <div className={styles.row}>
      <progress
        className={styles.bar}
        aria-label={label}
        aria-valuetext={text}
        max={1}
        {...(share === undefined ? {} : { value: share })}
      />
      <span>{text}</span>
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  // Said for each engine, for theirs is a white bar in the dark theme that looks full. Without a share it is drawn as they draw it, moving.
  bar: css({
    width: 240,
    maxWidth: '100%',
    accentColor: theme.colors.primary.main,
    colorScheme: theme.isDark ? 'dark' : 'light',
    '&[value]': {
      appearance: 'none',
      height: 8,
      border: 'none',
      borderRadius: 4,
      overflow: 'hidden',
      background: theme.colors.background.secondary,
      '&::-webkit-progress-bar': { background: theme.colors.background.secondary },
      '&::-webkit-progress-value': { background: theme.colors.primary.main },
      '&::-moz-progress-bar': { background: theme.colors.primary.main },
    },
  }),
});
