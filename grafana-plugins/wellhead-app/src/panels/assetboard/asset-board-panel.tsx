import { formattedValueToString, getDisplayProcessor, type Field, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { ChartLegend } from '../chart-kit/chart-legend.js';
import { noPictureText, PanelNotice } from '../chart-kit/panel-notice.js';
import { withPartialNotice } from '../chart-kit/partial-notice.js';
import { AssetTile } from './asset-tile.js';
import { arranged } from './arrange-tiles.js';
import { STATES, tilesOf, type AssetState, type Tile } from './board-model.js';
import { groupHeading, STATE_TITLES, wordsOf } from './board-words.js';
import { stateColors } from './state-colors.js';
import { tileStyles } from './tile-styles.js';
import type { AssetBoardOptions } from './types.js';

const LEGEND_HEIGHT = 26;

/** One tile an asset, the most urgent first; README.md says which frames it eats. */
export const AssetBoardPanel = withPartialNotice(AssetBoard);

function AssetBoard(props: PanelProps<AssetBoardOptions>): React.JSX.Element {
  const { data, options, width, height, timeZone } = props;
  const theme = useTheme2();
  const [openedAtMs] = useState(Date.now);
  const [hidden, setHidden] = useState<ReadonlySet<AssetState>>(new Set());
  const nowMs = data.request?.startTime ?? openedAtMs;
  const tiles = useMemo(() => tilesOf(data.series, nowMs), [data.series, nowMs]);
  const groups = useMemo(
    () =>
      arranged(
        tiles.filter(({ state }) => !hidden.has(state)),
        options,
      ),
    [tiles, hidden, options],
  );
  const styles = useMemo(() => tileStyles(theme, options.tileWidth), [theme, options.tileWidth]);
  if (tiles.length === 0)
    return (
      <PanelNotice
        text={noPictureText(
          data,
          'No readings in this time range. Add a telemetry query, and a breach query for what is to come.',
        )}
      />
    );

  const colors = stateColors(theme);
  const fieldOf = ({ worst }: Tile): Field | undefined => data.series[worst.fieldAt.frame]?.fields[worst.fieldAt.field];
  const valueOf = (tile: Tile): string => {
    const field = fieldOf(tile);
    const display = field?.display ?? (field ? getDisplayProcessor({ field, theme, timeZone }) : getDisplayProcessor());
    return formattedValueToString(display(tile.worst.last));
  };
  return (
    <div style={{ width, height, display: 'flex', flexDirection: 'column', overflow: 'hidden' }}>
      <div style={{ minHeight: LEGEND_HEIGHT, flex: 'none' }}>
        <ChartLegend
          items={STATES.filter((state) => tiles.some((tile) => tile.state === state)).map((state) => ({
            key: state,
            label: `${STATE_TITLES[state]} (${tiles.filter((tile) => tile.state === state).length})`,
            color: colors[state],
            shape: 'area',
          }))}
          hidden={hidden}
          onToggle={(key) => setHidden(toggled(hidden, key as AssetState))}
        />
      </div>
      <div className={styles.board} style={{ flex: 1, minHeight: 0 }}>
        {groups.map(({ name, silhouette, tiles: inside }) => (
          <section key={name ?? ''} aria-label={name ?? 'Assets'}>
            {(name !== undefined || groups.length > 1) && (
              <h3 className={styles.group}>{groupHeading(name, inside.length, silhouette)}</h3>
            )}
            <ul className={styles.grid}>
              {inside.map((tile) => (
                <AssetTile
                  key={tile.asset}
                  tile={tile}
                  words={wordsOf(tile, valueOf(tile), nowMs)}
                  color={colors[tile.state]}
                  link={linkOf(fieldOf(tile))}
                  sparkline={options.showSparkline}
                  styles={styles}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

const toggled = (hidden: ReadonlySet<AssetState>, state: AssetState): ReadonlySet<AssetState> =>
  new Set(STATES.filter((each) => hidden.has(each) !== (each === state)));

/** The first data link of a field, for its newest value. */
function linkOf(field: Field | undefined) {
  if (!field?.config.links?.length) return undefined;
  const link = field.getLinks?.({ valueRowIndex: field.values.length - 1 })[0];
  return link?.href ? { href: link.href, target: link.target, title: link.title } : undefined;
}
