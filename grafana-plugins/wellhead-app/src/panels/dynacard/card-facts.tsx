import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { FIGURES, type Card } from './cards-model.js';

export interface CardFactsProps {
  readonly card: Card;
  readonly figure: (name: string, value: number) => string;
  readonly width: number;
}

const TITLES: Readonly<Record<(typeof FIGURES)[number], string>> = {
  fillage: 'Fillage',
  'strokes per minute': 'Strokes a minute',
  'pump stroke': 'Pump stroke',
  'least load': 'Least load',
  'most load': 'Most load',
  'fluid load': 'Fluid load',
};

/** What was found: class and how sure, the rule in words, and the figures. */
export function CardFacts({ card, figure, width }: CardFactsProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const agrees = card.rule === card.diagnosis;
  return (
    <div className={styles.facts} style={{ width }} tabIndex={0} role="group" aria-label="Diagnosis of the card">
      {card.refused === undefined ? (
        <>
          <div className={styles.name} data-testid="dynacard-diagnosis">
            {card.diagnosis ?? 'Not diagnosed yet'}
          </div>
          {card.probability !== undefined && (
            <div>
              probability <strong>{figure('probability', card.probability)}</strong>
            </div>
          )}
          {card.why !== undefined && (
            <p className={styles.words}>
              {agrees ? 'The rule agrees: ' : `The rule says ${card.rule ?? 'something else'}: `}
              {card.why}
            </p>
          )}
        </>
      ) : (
        <p className={styles.words}>
          <strong>This card could not be diagnosed:</strong> {card.refused}
        </p>
      )}
      <dl className={styles.list}>
        {FIGURES.filter((name) => card.figures[name] !== undefined).map((name) => (
          <React.Fragment key={name}>
            <dt>{TITLES[name]}</dt>
            <dd>{figure(name, card.figures[name] as number)}</dd>
          </React.Fragment>
        ))}
      </dl>
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  facts: css({ overflow: 'auto', padding: theme.spacing(0, 1), fontSize: theme.typography.bodySmall.fontSize }),
  name: css({ fontSize: theme.typography.h4.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  words: css({ margin: theme.spacing(0.75, 0) }),
  list: css({
    display: 'grid',
    gridTemplateColumns: 'auto auto',
    gap: theme.spacing(0.25, 1),
    margin: 0,
    dt: { color: theme.colors.text.secondary, fontWeight: 'normal' },
    dd: { margin: 0, textAlign: 'right' },
  }),
});
