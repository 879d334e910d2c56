import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** The look of a form that opens on a page: a card with its fields one below the other. */
export const formCard = (theme: GrafanaTheme2): string =>
  css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    padding: theme.spacing(2),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  });
