import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { locationUtil } from '@grafana/data';
import { Alert, Badge, Button, LoadingPlaceholder, TextLink, useStyles2, type BadgeColor } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import { loadOverview, type Overview } from './load-overview.js';
import { nextSteps, type Freshness, type SourceRow, type StoreState } from './source-freshness.js';

/** The app's first page: what is connected, how fresh it is, and what to do next. */
export function OverviewPage(): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const [overview, setOverview] = useState<Overview>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let shown = true;
    void loadOverview(Date.now()).then((loaded) => shown && setOverview(loaded));
    return () => {
      shown = false;
    };
  }, [asked]);
  if (!overview) return <LoadingPlaceholder text="Asking what is connected…" />;
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1>Wellhead</h1>
        <Button variant="secondary" icon="sync" onClick={() => setAsked(asked + 1)}>
          Refresh
        </Button>
      </div>
      <DataSourceState overview={overview} />
      <div className={styles.parts}>
        <section aria-labelledby="wellhead-next" className={styles.next}>
          <h2 id="wellhead-next">What to do next</h2>
          <ol className={styles.steps}>
            {nextSteps({ sources: overview.sources, dashboards: overview.dashboards.length }).map(({ title, text }) => (
              <li key={title}>
                <strong>{title}.</strong> {text}
              </li>
            ))}
          </ol>
        </section>
        <section aria-labelledby="wellhead-sources" className={styles.sources}>
          <h2 id="wellhead-sources">What is connected</h2>
          <SourceTable sources={overview.sources} />
          <StoreList stores={overview.stores} />
        </section>
        {overview.dashboards.length > 0 && (
          <section aria-labelledby="wellhead-dashboards" className={styles.dashboards}>
            <h2 id="wellhead-dashboards">Dashboards</h2>
            <ul className={styles.steps}>
              {overview.dashboards.map(({ uid, title, url }) => (
                <li key={uid}>
                  <TextLink href={locationUtil.assureBaseUrl(url)} inline={false}>
                    {title}
                  </TextLink>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}

function DataSourceState({ overview }: { overview: Overview }): React.JSX.Element | null {
  if (!overview.dataSource) {
    return (
      <Alert severity="info" title="Grafana has no Wellhead data source yet">
        Add one under Connections → Data sources → Wellhead (it needs no settings), or copy provisioning/datasources of
        Wellhead into Grafana’s provisioning folder.
      </Alert>
    );
  }
  if (overview.failure === undefined) return null;
  return (
    <Alert severity="error" title={`The data source “${overview.dataSource.name}” does not answer`}>
      {sentence(overview.failure)} Start the backend (npm start, or docker compose up -d backend), then refresh.
    </Alert>
  );
}

/** What Grafana says of a failed plugin ends without a full stop. */
const sentence = (text: string): string => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

const BADGES: Record<Freshness, { text: string; color: BadgeColor }> = {
  fresh: { text: 'fresh', color: 'green' },
  late: { text: 'late', color: 'orange' },
  silent: { text: 'silent', color: 'red' },
  never: { text: 'never heard', color: 'purple' },
};

function SourceTable({ sources }: { sources: readonly SourceRow[] }): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  if (sources.length === 0) return <p>Nothing has sent data yet.</p>;
  const count = (value: number | undefined): string => (value === undefined ? '–' : value.toLocaleString('en-GB'));
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Source</th>
          <th scope="col">State</th>
          <th scope="col">Last heard</th>
          <th scope="col" className={styles.number}>
            Rows received
          </th>
          <th scope="col" className={styles.number}>
            Refused
          </th>
        </tr>
      </thead>
      <tbody>
        {sources.map((source) => (
          <tr key={source.key}>
            <th scope="row">
              {source.name}
              <small className={styles.small}>
                {[source.kind === 'pack' ? 'pack' : 'sender', source.remark, source.dataLabel]
                  .filter((part) => part !== '')
                  .join(' · ')}
              </small>
            </th>
            <td>
              <Badge {...BADGES[source.freshness]} />
            </td>
            <td title={source.lastAtMs === undefined ? undefined : new Date(source.lastAtMs).toISOString()}>
              {source.age}
            </td>
            <td className={styles.number}>{count(source.received)}</td>
            <td className={styles.number}>{count(source.quarantined)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function StoreList({ stores }: { stores: readonly StoreState[] }): React.JSX.Element | null {
  const styles = useStyles2(stylesOf);
  if (stores.length === 0) return null;
  return (
    <ul className={styles.stores} aria-label="Stores">
      {stores.map(({ store, reachable, reason }) => (
        <li key={store}>
          <Badge
            text={reachable ? `${store} answers` : `${store} does not answer${reason === '' ? '' : `: ${reason}`}`}
            color={reachable ? 'green' : 'red'}
            icon={reachable ? 'check' : 'exclamation-triangle'}
          />
        </li>
      ))}
    </ul>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  page: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    maxWidth: 1400,
    padding: theme.spacing(2),
    color: theme.colors.text.primary,
    h2: { ...theme.typography.h4, marginBottom: theme.spacing(1) },
  }),
  head: css({ display: 'flex', justifyContent: 'space-between', alignItems: 'center', h1: { margin: 0 } }),
  // Packs and their senders fill a screen: what to do and where to look stand beside them, or on a phone what to do before them.
  parts: css({
    display: 'grid',
    gap: theme.spacing(3, 4),
    gridTemplateAreas: '"next" "sources" "dashboards"',
    gridTemplateColumns: 'minmax(0, 1fr)',
    [theme.breakpoints.up('lg')]: {
      gridTemplateAreas: '"sources next" "sources dashboards"',
      gridTemplateColumns: 'minmax(0, 1fr) 320px',
      gridTemplateRows: 'auto 1fr',
    },
  }),
  next: css({ gridArea: 'next' }),
  sources: css({ gridArea: 'sources', overflowX: 'auto' }),
  dashboards: css({ gridArea: 'dashboards' }),
  steps: css({ paddingLeft: theme.spacing(3), li: { marginBottom: theme.spacing(0.75) } }),
  table: css({
    width: '100%',
    'th, td': {
      padding: theme.spacing(0.75, 1),
      textAlign: 'left',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    },
    'thead th': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightMedium },
    'tbody th': { fontWeight: theme.typography.fontWeightMedium },
  }),
  small: css({ display: 'block', color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
  stores: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    listStyle: 'none',
    marginTop: theme.spacing(1),
  }),
  number: css({ '&&': { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } }),
});
