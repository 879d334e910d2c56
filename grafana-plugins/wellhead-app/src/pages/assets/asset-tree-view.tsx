import { css } from '@emotion/css';
import { locationUtil, type GrafanaTheme2 } from '@grafana/data';
import { Badge, IconButton, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { pageHref } from '../page-path.js';
import type { AssetNode } from './asset-tree.js';

export interface AssetTreeViewProps {
  readonly nodes: readonly AssetNode[];
  /** All branches, as after a search; else the first level and the way to what is chosen. */
  readonly open: boolean;
  /** Ids from the root to the chosen asset. */
  readonly chosen: readonly string[];
}

/** The tree: each asset a link, branches to open and close. */
export function AssetTreeView({ nodes, ...rest }: AssetTreeViewProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  if (nodes.length === 0) return <p>Nothing fits this search.</p>;
  return (
    <ul className={styles.list}>
      {nodes.map((node) => (
        <Branch key={node.asset.id} node={node} level={0} {...rest} />
      ))}
    </ul>
  );
}

function Branch({
  node: { asset, children, breached },
  level,
  open,
  chosen,
}: Omit<AssetTreeViewProps, 'nodes'> & { readonly node: AssetNode; readonly level: number }): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const [opened, setOpened] = useState<boolean>();
  const isOpen = opened ?? (open || level === 0 || chosen.slice(0, -1).includes(asset.id));
  return (
    <li>
      <div className={styles.row} style={{ paddingLeft: `${level * 16}px` }}>
        {children.length > 0 ? (
          <IconButton
            name={isOpen ? 'angle-down' : 'angle-right'}
            aria-expanded={isOpen}
            aria-label={`Below ${asset.title}`}
            onClick={() => setOpened(!isOpen)}
          />
        ) : (
          <span className={styles.leaf} />
        )}
        <a
          href={locationUtil.assureBaseUrl(pageHref('assets', asset.id))}
          aria-current={chosen.at(-1) === asset.id ? 'page' : undefined}
        >
          {asset.title}
          <small>{asset.kind}</small>
        </a>
        {breached > 0 && <Badge color="red" text={`${breached} beyond`} />}
      </div>
      {isOpen && children.length > 0 && (
        <ul className={styles.list}>
          {children.map((node) => (
            <Branch key={node.asset.id} node={node} level={level + 1} open={open} chosen={chosen} />
          ))}
        </ul>
      )}
    </li>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    a: { flex: 1, padding: theme.spacing(0.5), borderRadius: theme.shape.radius.default },
    'a:hover': { background: theme.colors.action.hover },
    'a[aria-current]': { background: theme.colors.action.selected },
    small: { marginLeft: theme.spacing(1), color: theme.colors.text.secondary },
  }),
  leaf: css({ width: 16, flex: 'none' }),
});
