import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { type ReactNode } from 'react';
import { previewHref, type Address } from './dashboard/address.js';
import type { DashboardEntry } from './dashboard/dashboard-json.js';
import { FolderBar } from './folder-bar.js';
import { SignIn } from './sign-in.js';

/** A page of the app, as its plugin.json lists it. */
export interface AppPageEntry {
  readonly title: string;
  /** As in Grafana: `/a/wellhead-app/assets`. */
  readonly path: string;
}

export interface PreviewFrameProps {
  readonly appTitle: string;
  readonly address: Address;
  readonly dashboards: readonly DashboardEntry[];
  readonly pages: readonly AppPageEntry[];
  readonly light: boolean;
  readonly children: ReactNode;
}

/** Whether the app stands at this page, or at something of it. */
function isAt({ page, uid }: Address, path: string): boolean {
  const [here = ''] = uid.split('/');
  return page === 'app' && here === previewHref(path).slice('#/app'.length).replace('/', '');
}

/** Around every page: where one is, where one can go, and that this is not Grafana. */
export function PreviewFrame({
  appTitle,
  address,
  dashboards,
  pages,
  light,
  children,
}: PreviewFrameProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const current = (at: boolean) => (at ? ({ 'aria-current': 'page' } as const) : {});
  return (
    <div className={styles.frame}>
      <header className={styles.header}>
        <a href="#/" className={styles.brand}>
          <img src="/public/plugins/wellhead-app/img/logo.svg" alt="" width={24} height={24} />
          {appTitle}
        </a>
        <nav className={styles.nav} aria-label="Pages">
          {pages.map(({ title, path }) => (
            <a key={path} href={previewHref(path)} {...current(isAt(address, path))}>
              {title}
            </a>
          ))}
          <a href="#/query" {...current(address.page === 'query')}>
            Query
          </a>
        </nav>
        <SignIn />
        <a className={styles.theme} href={`/?theme=${light ? 'dark' : 'light'}${window.location.hash}`}>
          {light ? 'Dark' : 'Light'}
        </a>
      </header>
      <FolderBar address={address} dashboards={dashboards} />
      <p className={styles.banner} role="note">
        <strong>Preview.</strong> The provisioned dashboards with Wellhead’s real panels, without Grafana: no editing,
        no alerting; Grafana’s own panels are simplified. For the real thing run <code>docker compose up -d</code>, or
        set <code>GRAFANA_HOME</code> to an installed Grafana and run <code>npm start</code> again.
      </p>
      <main>{children}</main>
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  frame: css({ minHeight: '100vh', background: theme.colors.background.canvas, color: theme.colors.text.primary }),
  header: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(2),
    padding: theme.spacing(1, 2),
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  brand: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    fontWeight: 500,
    fontSize: 16,
    whiteSpace: 'nowrap',
  }),
  nav: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5),
    flex: 1,
    // Beside the name there is no room on a phone: a row of its own.
    [theme.breakpoints.down('md')]: { order: 1, flexBasis: '100%' },
    a: { padding: theme.spacing(0.5, 1), borderRadius: theme.shape.radius.default, color: theme.colors.text.secondary },
    'a:hover': { background: theme.colors.action.hover },
    'a[aria-current]': { color: theme.colors.text.primary, background: theme.colors.action.selected },
  }),
  theme: css({ color: theme.colors.text.link }),
  banner: css({
    margin: 0,
    padding: theme.spacing(0.75, 2),
    fontSize: theme.typography.bodySmall.fontSize,
    // Where it breaks on a phone, the frames of its commands would meet.
    [theme.breakpoints.down('sm')]: { lineHeight: '22px' },
    color: theme.colors.text.secondary,
    background: theme.colors.background.secondary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
});
