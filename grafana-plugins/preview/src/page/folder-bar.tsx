import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import type { Address } from './dashboard/address.js';
import type { DashboardEntry } from './dashboard/dashboard-json.js';
import { foldersOf } from './folders.js';

/** The folders of dashboards; the one that is open shows what is in it. */
export function FolderBar({
  address,
  dashboards,
}: {
  readonly address: Address;
  readonly dashboards: readonly DashboardEntry[];
}): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  return (
    <nav className={styles.bar} aria-label="Dashboards">
      {foldersOf(dashboards).map(({ name, title, dashboards: inside }) => {
        const isOpen = inside.some(({ uid }) => uid === address.uid);
        return (
          <span key={name} className={isOpen ? styles.open : undefined}>
            <a href={`#/d/${inside[0]?.uid}`} className={styles.folder}>
              {title}
            </a>
            {isOpen &&
              inside.map(({ uid, title: board }) => (
                <a key={uid} href={`#/d/${uid}`} {...(uid === address.uid ? { 'aria-current': 'page' } : {})}>
                  {shortened(board, title)}
                </a>
              ))}
          </span>
        );
      })}
    </nav>
  );
}

/** `Retail sales: forecast` in the folder `Retail sales` is `Forecast`. */
function shortened(board: string, folder: string): string {
  const rest = board.startsWith(`${folder}: `) ? board.slice(folder.length + 2) : board;
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

const stylesOf = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 1),
    padding: theme.spacing(0.5, 2),
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    a: {
      display: 'inline-block',
      padding: theme.spacing(0.25, 1),
      borderRadius: theme.shape.radius.default,
      color: theme.colors.text.secondary,
    },
    'a:hover': { background: theme.colors.action.hover },
    'a[aria-current]': { color: theme.colors.text.primary, background: theme.colors.action.selected },
  }),
  folder: css({ fontWeight: theme.typography.fontWeightMedium }),
  open: css({ borderRadius: theme.shape.radius.default, border: `1px solid ${theme.colors.border.weak}` }),
});
