import {
  EventBusSrv,
  type DashboardCursorSync,
  type EventBus,
  LoadingState,
  getPanelOptionsWithDefaults,
  renderMarkdown,
  type PanelData,
  type PanelPlugin,
  type PanelProps,
  type TimeRange,
} from '@grafana/data';
import {
  ErrorBoundaryAlert,
  LinkButton,
  PanelChrome,
  PanelContextProvider,
  useTheme2,
  type PanelContext,
} from '@grafana/ui';
import React, { useEffect, useMemo, useState, type ComponentType } from 'react';
import { isOwnPanel, loadPanel } from '../grafana/plugin-modules.js';
import { variableValues } from '../grafana/services.js';
import { replaceVariables } from '../grafana/template.js';
import { standIns } from '../panels/stand-ins.js';
import { previewHref } from './address.js';
import type { PanelJson } from './dashboard-json.js';
import { withDefaults } from './field-config-defaults.js';
import { panelRange } from './panel-range.js';
import { runPanel, withFieldConfig } from './run-panel.js';
import { useSize } from './use-size.js';

export interface PanelViewProps {
  readonly panel: PanelJson;
  readonly title: string;
  readonly range: TimeRange;
  readonly timeZone: string;
  readonly cursorSync: DashboardCursorSync;
  /** Changes when the panel must ask again: time range, variables, refresh. */
  readonly revision: string;
  readonly onChangeTimeRange: (fromMs: number, toMs: number) => void;
}

const dashboardBus = new EventBusSrv();

/** As in Grafana: each panel has its own end of the bus, and the dashboard says whether the cursor is shared. */
const contextOf = (panelId: number, cursorSync: DashboardCursorSync): PanelContext =>
  ({
    eventBus: dashboardBus.newScopedBus(`panel-${panelId}`),
    eventsScope: 'preview',
    sync: () => cursorSync,
    canAddAnnotations: () => false,
    onToggleSeriesVisibility: () => undefined,
  }) as unknown as PanelContext;

/** One panel of a dashboard: asks its queries, then draws them with its own plugin or the stand-in for Grafana's. */
export function PanelView(props: PanelViewProps): React.JSX.Element {
  const { panel, timeZone, revision } = props;
  const { range, note } = useMemo(() => panelRange(panel.timeFrom, props.range), [panel, props.range]);
  const [element, size] = useSize<HTMLDivElement>();
  const [data, setData] = useState<PanelData>();
  const plugin = useOwnPlugin(panel.type);
  const context = useMemo(() => contextOf(panel.id, props.cursorSync), [panel.id, props.cursorSync]);
  const width = size?.width ?? 0;
  const measured = width > 0;
  useEffect(() => {
    if (!measured) return undefined;
    let wanted = true;
    void runPanel({ panel, range, timeZone, width, nowMs: Date.now() }).then((answer) => wanted && setData(answer));
    return () => {
      wanted = false;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a new width alone is no reason to ask again
  }, [panel, range, timeZone, revision, measured]);

  const described = panel.description ? renderMarkdown(replaceVariables(panel.description, variableValues)) : undefined;
  const error = data?.errors?.map(({ message }) => message).join(' ');
  return (
    <div
      ref={element}
      style={{ width: '100%', height: '100%' }}
      data-testid={`panel-${panel.id}`}
      data-state={data?.state ?? 'Loading'}
    >
      {size && (
        <PanelChrome
          title={props.title}
          hoverHeader={props.title === ''}
          {...(described ? { description: () => described } : {})}
          width={size.width}
          height={size.height}
          titleItems={<TitleItems note={note} links={panel.links ?? []} />}
          loadingState={data?.state ?? LoadingState.Loading}
          displayMode={panel.transparent ? 'transparent' : 'default'}
          {...(error ? { statusMessage: error } : {})}
        >
          {(innerWidth, innerHeight) => (
            <ErrorBoundaryAlert>
              <PanelContextProvider value={context}>
                {data && (
                  <DrawnPanel
                    {...props}
                    range={range}
                    data={data}
                    eventBus={context.eventBus}
                    plugin={plugin}
                    width={innerWidth}
                    height={innerHeight}
                  />
                )}
              </PanelContextProvider>
            </ErrorBoundaryAlert>
          )}
        </PanelChrome>
      )}
    </div>
  );
}

/** In the head of a panel: that it has a time of its own, and where it leads. */
function TitleItems({ note, links }: { readonly note: string | undefined; readonly links: PanelLinks }) {
  return (
    <>
      {note && <span style={{ padding: '0 8px', fontSize: 12 }}>{note}</span>}
      {links.map(({ title, url }) => (
        <LinkButton
          key={url}
          href={previewHref(replaceVariables(url, variableValues))}
          size="sm"
          variant="secondary"
          fill="text"
        >
          {title}
        </LinkButton>
      ))}
    </>
  );
}
type PanelLinks = NonNullable<PanelJson['links']>;

function useOwnPlugin(type: string): PanelPlugin | undefined {
  const [plugin, setPlugin] = useState<PanelPlugin>();
  useEffect(() => {
    if (!isOwnPanel(type)) return;
    void loadPanel(type).then((loaded) => setPlugin(() => loaded));
  }, [type]);
  return plugin;
}

interface DrawnProps extends PanelViewProps {
  readonly data: PanelData;
  readonly plugin: PanelPlugin | undefined;
  readonly eventBus: EventBus;
  readonly width: number;
  readonly height: number;
}

function DrawnPanel(props: DrawnProps): React.JSX.Element | null {
  const { panel, plugin, data, eventBus, range, timeZone, width, height } = props;
  const theme = useTheme2();
  const own = isOwnPanel(panel.type);
  const fieldConfig = withDefaults(panel.type, panel.fieldConfig ?? { defaults: {}, overrides: [] });
  const series = useMemo(
    () => withFieldConfig(data.series, panel, theme, timeZone, plugin?.fieldConfigRegistry),
    [data.series, panel, theme, timeZone, plugin],
  );
  if (own && !plugin) return null;
  const options = plugin
    ? getPanelOptionsWithDefaults({
        plugin,
        currentOptions: { ...panel.options },
        currentFieldConfig: fieldConfig,
        isAfterPluginChange: false,
      }).options
    : (panel.options ?? {});
  const Panel = (plugin?.panel ?? standIns[panel.type]) as ComponentType<PanelProps> | undefined | null;
  if (!Panel) return <p role="status">The preview cannot draw a panel of the type {panel.type}; Grafana can.</p>;
  return (
    <Panel
      id={panel.id}
      title={props.title}
      transparent={panel.transparent ?? false}
      data={{ ...data, series }}
      {...{ options, fieldConfig, width, height, timeZone, eventBus }}
      timeRange={range}
      renderCounter={0}
      replaceVariables={(text, scoped, format) => replaceVariables(text, variableValues, scoped, format as never)}
      onOptionsChange={() => undefined}
      onFieldConfigChange={() => undefined}
      onChangeTimeRange={({ from, to }) => props.onChangeTimeRange(from, to)}
    />
  );
}
