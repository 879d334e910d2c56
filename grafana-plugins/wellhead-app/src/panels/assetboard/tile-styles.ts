import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

export const tileStyles = (theme: GrafanaTheme2, tileWidth: number) => ({
  board: css({ overflow: 'auto', padding: theme.spacing(0, 0.5) }),
  group: css({ margin: theme.spacing(1, 0, 0.5), fontSize: theme.typography.h5.fontSize }),
  grid: css({
    display: 'grid',
    gridTemplateColumns: `repeat(auto-fill, minmax(${tileWidth}px, 1fr))`,
    gap: theme.spacing(1),
    margin: 0,
    padding: theme.spacing(0.5),
    listStyle: 'none',
  }),
  // What is scrolled out of sight costs no layout and no paint.
  item: css({ contentVisibility: 'auto', containIntrinsicSize: 'auto 110px', listStyle: 'none' }),
  tile: css({
    display: 'flex',
    flexDirection: 'column',
    gap: 2,
    height: '100%',
    padding: theme.spacing(0.75, 1),
    background: theme.colors.background.secondary,
    color: theme.colors.text.primary,
    borderLeft: '4px solid',
    borderRadius: theme.shape.radius.default,
    fontSize: theme.typography.bodySmall.fontSize,
    'a&:hover': { background: theme.colors.emphasize(theme.colors.background.secondary, 0.03) },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  row: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(1) }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  age: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
  state: css({ fontWeight: theme.typography.fontWeightMedium, whiteSpace: 'nowrap' }),
  why: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  signal: css({
    color: theme.colors.text.secondary,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
  value: css({ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  sparkline: css({ width: '100%', height: 24 }),
});
export type TileStyles = ReturnType<typeof tileStyles>;
