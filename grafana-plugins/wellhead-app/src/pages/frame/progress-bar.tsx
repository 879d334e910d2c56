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
  bar: css({ width: 240, maxWidth: '100%', accentColor: theme.colors.primary.main }),
});
