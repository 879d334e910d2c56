import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import type { WellCards } from './cards-model.js';

export interface CardControlsProps {
  readonly wells: readonly WellCards[];
  readonly well: WellCards;
  readonly at: number;
  readonly onWell: (asset: string) => void;
  readonly onCard: (at: number) => void;
  /** Time and diagnosis of a card, as they are shown and spoken. */
  readonly words: (at: number) => string;
}

/** How long a card stays while they are played, ms. */
const STEP_MS = 250;

/** Which well, and the way through its time: a slider with one stop a card, and a button that plays them. */
export function CardControls({ wells, well, at, onWell, onCard, words }: CardControlsProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const [playing, setPlaying] = useState(false);
  const last = well.cards.length - 1;
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => {
      if (at >= last) setPlaying(false);
      else onCard(at + 1);
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [playing, at, last, onCard]);
  const toggle = (): void => {
    if (!playing && at >= last) onCard(0);
    setPlaying(!playing);
  };
  return (
    <div className={styles.row}>
      {wells.length > 1 && (
        <select
          className={styles.select}
          aria-label="Well"
          value={well.asset}
          onChange={(event) => onWell(event.currentTarget.value)}
        >
          {wells.map(({ asset, title }) => (
            <option key={asset} value={asset}>
              {title}
            </option>
          ))}
        </select>
      )}
      {last > 0 && (
        <>
          <button type="button" className={styles.select} onClick={toggle}>
            {playing ? 'Pause' : 'Play'}
          </button>
          <input
            type="range"
            className={styles.slider}
            aria-label="Card"
            aria-valuetext={words(at)}
            min={0}
            max={last}
            step={1}
            value={at}
            onChange={(event) => {
              setPlaying(false);
              onCard(Number(event.currentTarget.value));
            }}
          />
        </>
      )}
      <span className={styles.text}>{words(at)}</span>
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), height: 32, padding: theme.spacing(0, 1) }),
  slider: css({ flex: 1, minWidth: 80, accentColor: theme.colors.primary.main }),
  text: css({ whiteSpace: 'nowrap', fontSize: theme.typography.bodySmall.fontSize }),
  select: css({
    padding: theme.spacing(0.25, 0.75),
    color: theme.colors.text.primary,
    background: theme.components.input.background,
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
