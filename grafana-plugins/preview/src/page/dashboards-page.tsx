import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import type { DashboardEntry } from './dashboard/dashboard-json.js';
import { foldersOf } from './folders.js';

/** The list of provisioned dashboards. */
export function DashboardsPage({ dashboards }: { readonly dashboards: readonly DashboardEntry[] }): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  return (
    <div className={styles.page}>
      <h1>Dashboards</h1>
      {dashboards.length === 0 && <p>No dashboard is provisioned. They belong in provisioning/dashboards.</p>}
      {foldersOf(dashboards).map((folder) => (
        <section key={folder.name}>
          <h2>{folder.title}</h2>
          <ul className={styles.list}>
            {folder.dashboards.map(({ uid, title, description }) => (
              <li key={uid}>
                <a href={`#/d/${uid}`} className={styles.card}>
                  <strong>{title}</strong>
                  <span>{description}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  page: css({
    padding: theme.spacing(2),
    maxWidth: 1100,
    margin: '0 auto',
    h1: { ...theme.typography.h3, marginBottom: theme.spacing(2) },
    h2: { ...theme.typography.h5, margin: theme.spacing(2, 0, 1) },
  }),
  list: css({
    listStyle: 'none',
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fill, minmax(300px, 1fr))',
  }),
  card: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    height: '100%',
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    '&:hover': { borderColor: theme.colors.border.strong },
    span: { color: theme.colors.text.secondary },
  }),
});
