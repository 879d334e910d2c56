import { css } from '@emotion/css';
import {
  dateTime,
  rangeUtil,
  type DashboardCursorSync,
  type GrafanaTheme2,
  type RawTimeRange,
  type TimeRange,
} from '@grafana/data';
import { IconButton, LinkButton, RefreshPicker, TimeRangePicker, useStyles2 } from '@grafana/ui';
import React, { useEffect, useMemo, useRef, useState } from 'react';
import { variableValues, wellheadDataSource } from '../grafana/services.js';
import { builtInVariables, replaceVariables } from '../grafana/template.js';
import { previewHref, setParams, type Address } from './address.js';
import type { DashboardEntry, DashboardJson, DashboardLinkJson, PanelJson } from './dashboard-json.js';
import { PanelView } from './panel-view.js';
import { repeatPanels } from './repeat-panels.js';
import { VariableBar } from './variable-bar.js';
import { resolveVariables, titleWith, type ResolvedVariable } from './variables.js';

export interface DashboardViewProps {
  readonly dashboard: DashboardJson;
  readonly dashboards: readonly DashboardEntry[];
  readonly address: Address;
}

/** A provisioned dashboard: its variables, its time range, its links, its panels. */
export function DashboardView({ dashboard, dashboards, address }: DashboardViewProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const { params } = address;
  const timeZone = dashboard.timezone === 'utc' ? 'utc' : 'browser';
  const from = params.get('from') ?? dashboard.time?.from ?? 'now-6h';
  const to = params.get('to') ?? dashboard.time?.to ?? 'now';
  const [asked, setAsked] = useState(0);
  const range = useMemo(
    () => rangeUtil.convertRawToRange({ from: instant(from), to: instant(to) }, timeZone),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- “now” is another time at each refresh
    [from, to, timeZone, asked],
  );
  const refresh = params.get('refresh') ?? (dashboard.refresh || '');
  useRefresh(refresh, () => setAsked((count) => count + 1));
  const search = params.toString();
  const [variables, setVariables] = useState<readonly ResolvedVariable[]>();
  useEffect(() => {
    let wanted = true;
    const chosen = (name: string): readonly string[] => params.getAll(`var-${name}`);
    resolveVariables(dashboard.templating?.list ?? [], chosen, range, wellheadDataSource, (name, value) =>
      variableValues.set(name, value),
    ).then(
      (resolved) => wanted && setVariables(resolved),
      () => wanted && setVariables([]),
    );
    return () => {
      wanted = false;
      variableValues.clear();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `search` is `params` as text
  }, [dashboard, search, range]);

  const setRange = ({ from, to }: RawTimeRange): void => setParams({ from: rawText(from), to: rawText(to) });
  const shift = (direction: -1 | 1): void => {
    const half = ((range.to.valueOf() - range.from.valueOf()) / 2) * direction;
    setParams({ from: String(range.from.valueOf() + half), to: String(range.to.valueOf() + half) });
  };
  return (
    <article className={styles.page} aria-label={dashboard.title}>
      <div className={styles.bar}>
        <h1 className={styles.title}>{dashboard.title}</h1>
        <div className={styles.links}>
          {(dashboard.links ?? [])
            .flatMap((link) => linksOf(link, dashboards, range, search))
            .map(({ href, title }) => (
              <LinkButton key={href + title} href={href} size="sm" variant="secondary" fill="outline">
                {title}
              </LinkButton>
            ))}
        </div>
        <TimeRangePicker
          value={range}
          timeZone={timeZone}
          onChange={(next) => setRange(next.raw)}
          onChangeTimeZone={() => undefined}
          onMoveBackward={() => shift(-1)}
          onMoveForward={() => shift(1)}
          onZoom={() => {
            const span = range.to.valueOf() - range.from.valueOf();
            setParams({ from: String(range.from.valueOf() - span / 2), to: String(range.to.valueOf() + span / 2) });
          }}
        />
        <RefreshPicker
          value={refresh}
          tooltip="Refresh the dashboard"
          intervals={['5s', '10s', '30s', '1m', '5m', '1h']}
          onRefresh={() => setAsked(asked + 1)}
          onIntervalChanged={(interval) => setParams({ refresh: interval === '' ? null : interval })}
        />
      </div>
      <div className={styles.variables}>{variables && <VariableBar variables={variables} />}</div>
      {variables && (
        <PanelGrid
          panels={dashboard.panels ?? []}
          variables={variables}
          range={range}
          timeZone={timeZone}
          cursorSync={dashboard.graphTooltip ?? 0}
          revision={`${asked} ${search} ${JSON.stringify(variables.map(({ value }) => value))}`}
        />
      )}
    </article>
  );
}

interface PanelGridProps {
  readonly panels: readonly PanelJson[];
  readonly variables: readonly ResolvedVariable[];
  readonly range: TimeRange;
  readonly timeZone: string;
  readonly cursorSync: DashboardCursorSync;
  readonly revision: string;
}

/** Grafana's grid: 24 columns, rows of 30 pixels with 8 between them. */
function PanelGrid({ panels, variables, range, timeZone, cursorSync, revision }: PanelGridProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const choices = JSON.stringify(variables.map(({ name, chosen, options }) => [name, chosen, options]));
  const repeated = useMemo(
    () => repeatPanels(panels, variables),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- variables are resolved anew at each refresh: a panel that is the same must stay so, or it asks twice
    [panels, choices],
  );
  const shown = repeated.flatMap((panel) =>
    panel.type === 'row' && open.has(panel.id) ? [panel, ...(panel.panels ?? [])] : [panel],
  );
  return (
    <div className={styles.grid}>
      {shown.map((panel) => {
        const { x, y, w, h } = panel.gridPos;
        const title = titleWith(panel.title ?? '', variables);
        const place = {
          gridColumn: `${x + 1} / span ${w}`,
          gridRow: `${y + 1} / span ${h}`,
          ['--panel-height' as string]: `${h * 38 - 8}px`,
        };
        if (panel.type === 'row') {
          const folded = panel.collapsed === true && !open.has(panel.id);
          return (
            <div key={panel.id} className={styles.row} style={place}>
              {panel.collapsed && (
                <IconButton
                  name={folded ? 'angle-right' : 'angle-down'}
                  aria-label={`${folded ? 'Open' : 'Close'} ${title}`}
                  onClick={() =>
                    setOpen(new Set(folded ? [...open, panel.id] : [...open].filter((id) => id !== panel.id)))
                  }
                />
              )}
              <h2>{title}</h2>
            </div>
          );
        }
        return (
          <div key={panel.id} className={styles.cell} style={place}>
            <PanelView
              {...{ panel, title, range, timeZone, cursorSync, revision }}
              onChangeTimeRange={(from, to) => setParams({ from: String(from), to: String(to) })}
            />
          </div>
        );
      })}
    </div>
  );
}

function linksOf(link: DashboardLinkJson, dashboards: readonly DashboardEntry[], range: TimeRange, search: string) {
  const kept = new URLSearchParams(search);
  if (!link.includeVars) [...kept.keys()].filter((key) => key.startsWith('var-')).forEach((key) => kept.delete(key));
  if (!link.keepTime) ['from', 'to'].forEach((key) => kept.delete(key));
  const suffix = kept.toString();
  const withSuffix = (href: string): string =>
    suffix === '' ? href : `${href}${href.includes('?') ? '&' : '?'}${suffix}`;
  if (link.type === 'dashboards') {
    const tags = link.tags ?? [];
    return dashboards
      .filter((entry) => tags.every((tag) => entry.tags.includes(tag)))
      .map((entry) => ({ title: entry.title, href: withSuffix(`#/d/${entry.uid}`) }));
  }
  const href = previewHref(replaceVariables(link.url ?? '#/', variableValues, builtInVariables(range, 60_000)));
  return [{ title: link.title, href: withSuffix(href) }];
}

function useRefresh(interval: string, refresh: () => void): void {
  const latest = useRef(refresh);
  useEffect(() => {
    latest.current = refresh;
  });
  useEffect(() => {
    if (interval === '' || !/^\d/.test(interval)) return undefined;
    const timer = setInterval(() => latest.current(), rangeUtil.intervalToMs(interval));
    return () => clearInterval(timer);
  }, [interval]);
}

/** `now-7d` stays text; milliseconds and ISO times become instants. */
function instant(text: string): RawTimeRange['from'] {
  if (text.includes('now')) return text;
  return dateTime(/^\d+$/.test(text) ? Number(text) : text);
}
const rawText = (value: RawTimeRange['from']): string => (typeof value === 'string' ? value : String(value.valueOf()));

const stylesOf = (theme: GrafanaTheme2) => ({
  page: css({ padding: theme.spacing(1, 2, 4) }),
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 0),
  }),
  title: css({ ...theme.typography.h4, margin: 0, marginRight: 'auto' }),
  links: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5) }),
  variables: css({ display: 'flex', flexWrap: 'wrap', minHeight: 8 }),
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(24, minmax(0, 1fr))',
    gridAutoRows: 30,
    gap: 8,
    [theme.breakpoints.down('md')]: { display: 'flex', flexDirection: 'column' },
  }),
  cell: css({ minWidth: 0, [theme.breakpoints.down('md')]: { height: 'var(--panel-height)', flex: 'none' } }),
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    h2: { ...theme.typography.h6, margin: 0 },
  }),
});
