import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { SignalSelect } from '../chart-kit/signal-select.js';
import { capabilityFigures, countedRules, ruleText, shortRuleText, wordsWidth } from './control-words.js';
import type { ControlChart } from './control-model.js';
import type { ControlColors } from './control-colors.js';
import type { Samples } from './samples.js';

export interface ControlFiguresProps {
  readonly all: readonly Samples[];
  readonly samples: Samples;
  readonly chart: ControlChart;
  readonly showCapability: boolean;
  /** Of the row, in pixels. */
  readonly width: number;
  readonly colors: ControlColors;
  readonly onSamples: (key: string) => void;
}

/** Above the chart: which signal, how capable the process is, and which rules are broken by how many points. */
export function ControlFigures(props: ControlFiguresProps): React.JSX.Element {
  const { all, samples, chart, colors } = props;
  const styles = useStyles2(stylesOf);
  const rules = countedRules(chart);
  const named = props.width < wordsWidth(rules) ? shortRuleText : ruleText;
  const figures = props.showCapability && chart.capability ? capabilityFigures(chart.capability) : [];
  return (
    <div className={styles.row}>
      <SignalSelect signals={all} chosen={samples.key} onChoose={props.onSamples} />
      {figures.map(({ name, value }) => (
        <span key={name} className={styles.figure} data-testid={`control-${name}`}>
          {name} <strong>{value}</strong>
        </span>
      ))}
      <span className={styles.rules} role="group" aria-label="Rules that are broken">
        {rules.length === 0 && <span>No rule is broken</span>}
        {rules.map(({ rule, points }) => (
          <span key={rule} className={styles.rule} title={ruleText(rule)}>
            <svg width={12} height={12} aria-hidden="true">
              <circle cx={6} cy={6} r={4.5} fill="none" stroke={colors.violation} strokeWidth={2} />
            </svg>
            {`${named(rule)} (${points})`}
          </span>
        ))}
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
    overflow: 'hidden',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  figure: css({
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    strong: { color: theme.colors.text.primary },
  }),
  rules: css({
    display: 'flex',
    gap: theme.spacing(1.5),
    overflowX: 'auto',
    scrollbarWidth: 'none',
    whiteSpace: 'nowrap',
  }),
  rule: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5) }),
});
