import React from 'react';
import { STATE_SIGNS } from './state-colors.js';
import type { AssetState, Tile } from './board-model.js';
import { withoutAsset, type TileWords } from './board-words.js';
import { sparklinePath } from './sparkline.js';
import type { TileStyles } from './tile-styles.js';

export interface AssetTileProps {
  readonly tile: Tile;
  readonly words: TileWords;
  readonly color: string;
  readonly link: { readonly href: string; readonly target: string | undefined; readonly title: string } | undefined;
  readonly sparkline: boolean;
  readonly styles: TileStyles;
}

const SPARKLINE = { width: 120, height: 24 };

/** One asset: state, worst signal, time to breach, sparkline, age of its data. A link where the field has one. */
export const AssetTile = React.memo(function AssetTile({
  tile,
  words,
  color,
  link,
  sparkline,
  styles,
}: AssetTileProps) {
  const content = (
    <>
      <span className={styles.row}>
        <strong className={styles.name}>{tile.title}</strong>
        <span className={styles.age}>{words.age}</span>
      </span>
      <span className={styles.state} style={{ color }}>
        <Sign state={tile.state} color={color} /> {words.state}
      </span>
      <span className={styles.why}>{words.why === '' ? '\u00a0' : words.why}</span>
      <span className={styles.row}>
        <span className={styles.signal}>{withoutAsset(tile.worst.titles)}</span>
        <span className={styles.value}>{words.value}</span>
      </span>
      {sparkline && (
        <svg
          className={styles.sparkline}
          viewBox={`0 0 ${SPARKLINE.width} ${SPARKLINE.height}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path
            d={sparklinePath(tile.worst.values, SPARKLINE.width, SPARKLINE.height)}
            fill="none"
            stroke={color}
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      )}
    </>
  );
  const shared = {
    className: styles.tile,
    style: { borderLeftColor: color },
    title: words.sentence,
    'aria-label': words.sentence,
    'data-testid': 'asset-tile',
    'data-state': tile.state,
  };
  return (
    <li className={styles.item}>
      {link ? (
        <a {...shared} href={link.href} target={link.target} rel={link.target === '_blank' ? 'noreferrer' : undefined}>
          {content}
        </a>
      ) : (
        <div {...shared} role="group" tabIndex={0}>
          {content}
        </div>
      )}
    </li>
  );
});

function Sign({ state, color }: { readonly state: AssetState; readonly color: string }): React.JSX.Element {
  const { path, hollow } = STATE_SIGNS[state];
  return (
    <svg width={10} height={10} viewBox="0 0 10 10" aria-hidden="true">
      <path d={path} {...(hollow ? { fill: 'none', stroke: color, strokeDasharray: '2 1.6' } : { fill: color })} />
    </svg>
  );
}
