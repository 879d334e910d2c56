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

/** Whether the row above the chart has anything to say. */
export const headerNeeded = ({ signals, picture, vintage, showSlider }: PanelHeaderProps): boolean =>
  signals.length > 1 || badgesOf(vintage).length > 0 || (showSlider && picture.vintages.length > 1);

/** Above the chart: which signal, which vintage, and what to beware of. */
export function PanelHeader(props: PanelHeaderProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const { signals, picture, vintage } = props;
  return (
    <div className={styles.row}>
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
    height: 28,
    padding: theme.spacing(0, 1),
  }),
  badges: css({ display: 'flex', gap: theme.spacing(0.75), marginLeft: 'auto', whiteSpace: 'nowrap' }),
  model: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
