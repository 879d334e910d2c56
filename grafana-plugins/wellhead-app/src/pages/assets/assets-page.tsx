import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, FilterInput, useStyles2 } from '@grafana/ui';
import type { Asset, SignalStateAnswer } from '@wellhead/contracts';
import React, { useState } from 'react';
import type { PageParts } from '../app-root.js';
import { ask } from '../frame/ask.js';
import { Page } from '../frame/page.js';
import { Shown } from '../frame/shown.js';
import { useAsked } from '../frame/use-asked.js';
import { AssetSignals } from './asset-signals.js';
import { AssetTreeView } from './asset-tree-view.js';
import { assetTree, pathTo, searchTree } from './asset-tree.js';

async function loadTree() {
  const [assets, signals] = await Promise.all([
    ask<Asset[]>('GET', 'assets'),
    ask<SignalStateAnswer[]>('GET', 'signals'),
  ]);
  return assetTree(assets, signals);
}

/** What is watched, and the limits of it. */
export function AssetsPage({ rest: [assetId] }: PageParts): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const [search, setSearch] = useState('');
  const [asked, again] = useAsked('assets', loadTree);
  return (
    <Page
      title="Assets and limits"
      intro="What is watched, and the limits of each signal. A limit that you set counts at the next evaluation of the alert rules."
    >
      <Shown asked={asked} what="assets">
        {(tree) => {
          const chosen = assetId === undefined ? [] : pathTo(tree, assetId);
          return (
            <div className={styles.halves}>
              <nav aria-label="Assets" className={styles.tree}>
                <FilterInput
                  value={search}
                  onChange={setSearch}
                  placeholder="Search assets and signals"
                  aria-label="Search assets and signals"
                />
                {tree.length === 0 ? (
                  <p>No asset is catalogued. Packs bring them; readings of others are stored all the same.</p>
                ) : (
                  <AssetTreeView
                    nodes={searchTree(tree, search)}
                    open={search !== ''}
                    chosen={chosen.map((node) => node.asset.id)}
                  />
                )}
              </nav>
              <div className={styles.asset}>
                {assetId !== undefined && chosen.length === 0 && (
                  <Alert severity="warning" title={`There is no asset “${assetId}”`} />
                )}
                {assetId === undefined && tree.length > 0 && <p>Choose an asset to see its signals and limits.</p>}
                {chosen.length > 0 && <AssetSignals key={assetId} path={chosen} onChange={again} />}
              </div>
            </div>
          );
        }}
      </Shown>
    </Page>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  halves: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(220px, 320px) minmax(0, 1fr)',
    gap: theme.spacing(3),
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  tree: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  asset: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
});
