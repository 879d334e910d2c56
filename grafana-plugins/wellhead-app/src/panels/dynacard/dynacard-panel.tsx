import { dateTimeFormat, formattedValueToString, getDisplayProcessor, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import React, { useCallback, useMemo, useState } from 'react';
import { noPictureText, PanelNotice } from '../chart-kit/panel-notice.js';
import { withPartialNotice } from '../chart-kit/partial-notice.js';
import { useSyncedHover } from '../chart-kit/synced-hover.js';
import { CardChart } from './card-chart.js';
import { CardControls } from './card-controls.js';
import { CardFacts } from './card-facts.js';
import { CardLegend } from './card-legend.js';
import { cardAt, cardsOf, referenceOf, type Card } from './cards-model.js';
import type { DynacardOptions } from './types.js';

const CONTROLS_HEIGHT = 32;
const LEGEND_HEIGHT = 20;
const FACTS_WIDTH = 250;

/** Surface and pump card of a well, what was found in them, and the way back through time; README.md says which frames it eats. */
export const DynacardPanel = withPartialNotice(Dynacard);

function Dynacard(props: PanelProps<DynacardOptions>): React.JSX.Element {
  const { data, options, width, height, timeZone } = props;
  const theme = useTheme2();
  const [asset, setAsset] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  const cards = useMemo(() => cardsOf(data.series), [data.series]);
  const well = cards.kind === 'wells' ? (cards.wells.find((one) => one.asset === asset) ?? cards.wells[0]) : undefined;
  const [elsewhereMs, setElsewhereMs] = useState<number>();
  const tell = useSyncedHover(props.eventBus, setElsewhereMs);
  const onCard = useCallback(
    (at: number) => {
      setChosen(well?.cards[at]?.id);
      tell(well?.cards[at]?.takenAtMs);
    },
    [well, tell],
  );

  if (cards.kind !== 'wells' || !well) {
    const text =
      cards.kind === 'no-cards'
        ? `These frames are no dynamograms: ${cards.missing.join(', ')} is missing. Use a query of the type Dynacards.`
        : 'No dynamogram in this time range. Use a query of the type Dynacards.';
    return <PanelNotice text={noPictureText(data, text)} />;
  }

  const found = well.cards.findIndex(({ id }) => id === chosen);
  // While the cursor of the dashboard stands on a time, the card of that time is shown.
  const at = cardAt(well.cards, elsewhereMs) ?? (found < 0 ? well.cards.length - 1 : found);
  const card = well.cards[at] as Card;
  const reference = options.showReference ? referenceOf(well.cards, at) : undefined;
  const shown = (name: string) => {
    const field = data.series.flatMap(({ fields }) => fields).find((one) => one.name === name);
    const display = field?.display ?? (field ? getDisplayProcessor({ field, theme, timeZone }) : getDisplayProcessor());
    return (value: number): string => formattedValueToString(display(value));
  };
  const words = (of: number): string => {
    const one = well.cards[of];
    if (!one) return '';
    const what = one.refused === undefined ? (one.diagnosis ?? 'not diagnosed yet') : 'could not be diagnosed';
    return `${dateTimeFormat(one.takenAtMs, { timeZone, format: 'YYYY-MM-DD HH:mm' })} · ${what}`;
  };
  const wide = options.showFacts && width > 2 * FACTS_WIDTH;
  const chartWidth = Math.max(120, width - (wide ? FACTS_WIDTH : 0));
  const chartHeight = Math.max(80, height - CONTROLS_HEIGHT - LEGEND_HEIGHT);
  const drawn = card.surface.x.length > 0 || card.pump.x.length > 0;
  return (
    <div
      style={{ width, height, overflow: 'hidden' }}
      onPointerMove={() => tell(card.takenAtMs)}
      onPointerLeave={() => tell(undefined)}
      onBlur={() => tell(undefined)}
    >
      <CardControls wells={cards.wells} well={well} at={at} onWell={setAsset} onCard={onCard} words={words} />
      <div style={{ display: 'flex', height: chartHeight }}>
        {drawn ? (
          <CardChart
            cards={well.cards}
            at={at}
            reference={reference}
            options={options}
            width={chartWidth}
            height={chartHeight}
            position={shown('surface position')}
            load={shown('surface load')}
            summary={summaryOf(well.title, card, words(at), shown)}
          />
        ) : (
          <div style={{ width: chartWidth }}>
            <PanelNotice
              text={cards.hasPoints ? 'This card has no points.' : 'The query returns no points: switch them on in it.'}
            />
          </div>
        )}
        {wide && <CardFacts card={card} width={FACTS_WIDTH} figure={(name, value) => shown(name)(value)} />}
      </div>
      <CardLegend options={options} hasReference={reference !== undefined} />
    </div>
  );
}

function summaryOf(
  title: string,
  card: Card,
  words: string,
  shown: (name: string) => (value: number) => string,
): string {
  const parts = [`Dynamogram of ${title}, ${words}`];
  if (card.probability !== undefined) parts.push(`probability ${shown('probability')(card.probability)}`);
  if (card.figures.fillage !== undefined) parts.push(`fillage ${shown('fillage')(card.figures.fillage)}`);
  if (card.why !== undefined) parts.push(card.why);
  if (card.refused !== undefined) parts.push(card.refused);
  return `${parts.join('. ').replaceAll('..', '.')}`;
}
