import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** What a tooltip says of one point. */
export interface TooltipWords {
  /** The first line: a time, or what the point belongs to. */
  readonly heading: string;
  /** Sentences with a coloured edge: anomalies, annotations, violations. */
  readonly marked: readonly { readonly text: string; readonly color: string }[];
  readonly lines: readonly { readonly label: string; readonly text: string }[];
  /** Data links of the field, for this point; they can be followed once the tooltip is held. */
  readonly links?: readonly { readonly title: string; readonly href: string; readonly target?: string | undefined }[];
}

/** What a screen reader says of a point. */
export const spokenText = ({ heading, marked, lines }: TooltipWords): string =>
  [heading, ...marked.map(({ text }) => text), ...lines.map(({ label, text }) => `${label} ${text}`)].join(', ');

/** Puts words into the box of a tooltip, in place of what stood there. By hand, not by React: a cursor asks for it with each frame. */
export function writeTooltip(
  box: HTMLElement,
  { heading, marked, lines, links }: TooltipWords,
  styles: TooltipStyles,
): void {
  box.replaceChildren(
    part('div', styles.heading, heading),
    ...marked.map(({ text, color }) => {
      const mark = part('div', styles.mark, text);
      mark.style.borderColor = color;
      return mark;
    }),
    ...lines.map(({ label, text }) => {
      const row = part('div', styles.row);
      row.append(part('span', '', label), part('span', '', text));
      return row;
    }),
    ...(links ?? []).map(({ title, href, target }) => {
      const link = part('a', styles.link, title);
      link.href = href;
      if (target !== undefined) link.target = target;
      if (target === '_blank') link.rel = 'noreferrer';
      return link;
    }),
  );
}

function part<Name extends 'div' | 'span' | 'a'>(
  name: Name,
  className: string,
  text?: string,
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

export const tooltipStyles = (theme: GrafanaTheme2) => ({
  tooltip: css({
    position: 'absolute',
    top: 0,
    left: 0,
    pointerEvents: 'none',
    // A layer of its own, laid out by itself: moving it paints nothing below it again, and other words lay out nothing around it.
    willChange: 'transform',
    contain: 'layout style',
    minWidth: 150,
    padding: theme.spacing(1),
    background: theme.colors.background.elevated ?? theme.colors.background.primary,
    color: theme.colors.text.primary,
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z2,
    fontSize: theme.typography.bodySmall.fontSize,
    zIndex: 1,
    '&[data-held]': { pointerEvents: 'auto', cursor: 'auto', userSelect: 'text' },
    '&:not([data-held]) a': { color: theme.colors.text.secondary, textDecoration: 'none' },
  }),
  heading: css({ fontWeight: theme.typography.fontWeightMedium, marginBottom: theme.spacing(0.5) }),
  row: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(2), whiteSpace: 'nowrap' }),
  link: css({ display: 'block', marginTop: theme.spacing(0.5), color: theme.colors.text.link }),
  mark: css({
    maxWidth: 260,
    marginBottom: theme.spacing(0.5),
    paddingLeft: theme.spacing(0.75),
    borderLeft: '3px solid',
  }),
});
export type TooltipStyles = ReturnType<typeof tooltipStyles>;
