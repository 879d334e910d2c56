import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

export interface SignalSelectProps {
  readonly signals: readonly { readonly key: string; readonly title: string }[];
  readonly chosen: string;
  readonly onChoose: (key: string) => void;
}

/** Which of several signals a chart shows; nothing where there is but one. */
export function SignalSelect({ signals, chosen, onChoose }: SignalSelectProps): React.JSX.Element | null {
  const styles = useStyles2(stylesOf);
  if (signals.length < 2) return null;
  return (
    <select
      className={styles.select}
      aria-label="Signal"
      value={chosen}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {signals.map(({ key, title }) => (
        <option key={key} value={key}>
          {title}
        </option>
      ))}
    </select>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  select: css({
    // Without a height of its own Chromium gives it none in a row of fixed height.
    height: 24,
    flexShrink: 0,
    maxWidth: 260,
    padding: theme.spacing(0.25, 0.5),
    color: theme.colors.text.primary,
    background: theme.components.input.background,
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
