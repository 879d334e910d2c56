import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** The ground of a chart that a cursor moves over, and the drawing on it as a picture of its own that no cursor paints again. */
export const groundStyles = (theme: GrafanaTheme2) => ({
  ground: css({
    position: 'relative',
    cursor: 'crosshair',
    touchAction: 'pan-y',
    userSelect: 'none',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  drawing: css({ contain: 'strict', willChange: 'transform' }),
});
