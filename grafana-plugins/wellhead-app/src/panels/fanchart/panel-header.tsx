import { css } from '@emotion/css';
import { Badge, useStyles2 } from '@grafana/ui';
import type { GrafanaTheme2 } from '@grafana/data';
import React from 'react';
import { SignalSelect } from '../chart-kit/signal-select.js';
import { badgesOf, titleOf } from './chart-words.js';
import type { SignalPicture, Vintage } from './picture-model.js';
import { VintageSlider } from './vintage-slider.js';

export interface PanelHeaderProps {
  readonly signals: readonly SignalPicture[];
  readonly picture: SignalPicture;
  readonly vintage: Vintage | undefined;
  readonly vintageIndex: number;
  readonly showSlider: boolean;
  readonly onSignal: (key: string) => void;
  readonly onVintage: (index: number) => void;
  readonly formatTime: (ms: number) => string;
}

const ROW_HEIGHT = 28;
/** Below this width its parts do not fit beside each other, so each has a row. */
const ONE_ROW_WIDTH = 720;

/** Room that the header takes above the chart, in pixels; 0: it has nothing to say. */
export function headerHeightOf({ signals, picture, vintage, showSlider }: PanelHeaderProps, width: number): number {
  const badges = badgesOf(vintage).length > 0;
  const controls = [signals.length > 1, showSlider && picture.vintages.length > 1].filter(Boolean).length;
  if (controls === 0 && !badges) return 0;
  if (width >= ONE_ROW_WIDTH) return ROW_HEIGHT;
  return ROW_HEIGHT * (controls + (badges || vintage?.model !== undefined ? 1 : 0));
}

/** Above the chart: which signal, which vintage, and what to beware of. */
export function PanelHeader(props: PanelHeaderProps & { readonly height: number }): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const { signals, picture, vintage } = props;
  return (
    <div className={props.height > ROW_HEIGHT ? styles.rows : styles.row} style={{ height: props.height }}>
      <SignalSelect
        signals={signals.map((each) => ({ key: each.key, title: titleOf(each) }))}
        chosen={picture.key}
        onChoose={props.onSignal}
      />
      {props.showSlider && picture.vintages.length > 1 && (
        <VintageSlider
          vintages={picture.vintages}
          selected={props.vintageIndex}
          onSelect={props.onVintage}
          formatTime={props.formatTime}
        />
      )}
      <span className={styles.badges}>
        {badgesOf(vintage).map(({ text, explanation }) => (
          <Badge key={text} text={text} color="orange" icon="exclamation-triangle" tooltip={explanation} />
        ))}
        {vintage?.model !== undefined && (
          <span className={styles.model} title="The model of this forecast">
            model {vintage.model}
          </span>
        )}
      </span>
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0, 1),
  }),
  rows: css({
    display: 'grid',
    gridAutoRows: ROW_HEIGHT,
    alignItems: 'center',
    justifyItems: 'start',
    padding: theme.spacing(0, 1),
    '& > label': { width: '100%' },
    '& > select': { maxWidth: '100%' },
    '& > span': { marginLeft: 0, maxWidth: '100%', overflow: 'hidden' },
  }),
  badges: css({ display: 'flex', gap: theme.spacing(0.75), marginLeft: 'auto', whiteSpace: 'nowrap' }),
  model: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
