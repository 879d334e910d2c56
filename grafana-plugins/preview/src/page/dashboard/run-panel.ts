import {
  CoreApp,
  DataTopic,
  LoadingState,
  applyFieldOverrides,
  rangeUtil,
  transformDataFrame,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type Field,
  type FieldConfigOptionsRegistry,
  type FieldConfigSource,
  type GrafanaTheme2,
  type PanelData,
  type TimeRange,
} from '@grafana/data';
import { from, isObservable, lastValueFrom, map, of, switchMap, type Observable } from 'rxjs';
import { variableValues, wellheadDataSource } from '../grafana/services.js';
import { builtInVariables, replaceVariables } from '../grafana/template.js';
import { withCustomConfig } from './custom-field-config.js';
import { withDefaults } from './field-config-defaults.js';
import type { PanelJson } from './dashboard-json.js';

export interface PanelRun {
  readonly panel: PanelJson;
  readonly range: TimeRange;
  readonly timeZone: string;
  readonly width: number;
  readonly nowMs: number;
}

const EMPTY_CONFIG: FieldConfigSource = { defaults: {}, overrides: [] };

/** Queries, transformations, field configuration: what Grafana does before a panel is drawn. Errors arrive as panel data. */
export async function runPanel(run: PanelRun): Promise<PanelData> {
  const { panel, range } = run;
  const targets = (panel.targets ?? []).filter(({ hide }) => !hide);
  const request = requestOf(run);
  if (targets.length === 0) return { state: LoadingState.Done, series: [], timeRange: range, request };
  try {
    const source = await wellheadDataSource();
    const wanted = request.targets.filter((target) => source.filterQuery?.(target) ?? true);
    const answer = source.query({ ...request, targets: wanted });
    const response = await lastValueFrom<DataQueryResponse>(isObservable(answer) ? answer : from(answer));
    const errors = response.errors ?? (response.error ? [response.error] : []);
    const frames = (response.data as DataFrame[]).filter((frame) => frame.meta?.dataTopic !== DataTopic.Annotations);
    const series = await lastValueFrom(transformed(panel, frames));
    const state = errors.length > 0 ? LoadingState.Error : LoadingState.Done;
    return { state, series, timeRange: range, request, errors, ...(errors[0] ? { error: errors[0] } : {}) };
  } catch (reason) {
    const { data, message } = (reason ?? {}) as { data?: { message?: string }; message?: string };
    const error = { message: data?.message ?? message ?? 'The query failed.' };
    return { state: LoadingState.Error, series: [], timeRange: range, request, errors: [error], error };
  }
}

function requestOf({ panel, range, timeZone, width, nowMs }: PanelRun): DataQueryRequest {
  const maxDataPoints = panel.maxDataPoints ?? Math.max(100, Math.round(width));
  const lowLimit = panel.interval && /^\d/.test(panel.interval) ? panel.interval : undefined;
  const { interval, intervalMs } = rangeUtil.calculateInterval(range, maxDataPoints, lowLimit);
  return {
    app: CoreApp.Dashboard,
    requestId: `panel-${panel.id}`,
    panelId: panel.id,
    timezone: timeZone,
    startTime: nowMs,
    targets: (panel.targets ?? []).map((target) => ({ ...target })),
    range,
    interval,
    intervalMs,
    maxDataPoints,
    scopedVars: builtInVariables(range, intervalMs),
  };
}

function transformed(panel: PanelJson, frames: DataFrame[]): Observable<DataFrame[]> {
  const steps = panel.transformations ?? [];
  const interpolate = (text: string): string => replaceVariables(text, variableValues);
  return of(frames).pipe(
    switchMap((each) => (steps.length === 0 ? of(each) : transformDataFrame(steps, each, { interpolate }))),
    map((each) => each),
  );
}

/** Units, thresholds, names and overrides, as Grafana applies them to what a panel gets. */
export function withFieldConfig(
  frames: DataFrame[],
  panel: PanelJson,
  theme: GrafanaTheme2,
  timeZone: string,
  registry?: FieldConfigOptionsRegistry,
): DataFrame[] {
  const fieldConfig = withDefaults(panel.type, panel.fieldConfig ?? EMPTY_CONFIG);
  const applied = applyFieldOverrides({
    data: frames,
    fieldConfig,
    replaceVariables: (text, scoped) => replaceVariables(text ?? '', variableValues, scoped),
    theme,
    timeZone,
    ...(registry ? { fieldConfigRegistry: registry } : {}),
  });
  return withCustomConfig(applied, fieldConfig).map(withDisplayNames);
}

/** Fills in what a name says of its field (`${__field.labels.asset}`): Grafana's own registry of options does so, the stand-ins have none. */
function withDisplayNames(frame: DataFrame): DataFrame {
  const fields = frame.fields.map((field): Field => {
    const { displayName } = field.config;
    if (displayName === undefined) return field;
    const scoped = { __dataContext: { text: '', value: { data: [frame], frame, field } } };
    const name = replaceVariables(displayName, variableValues, scoped).trim();
    return { ...field, config: { ...field.config, displayName: name }, state: { ...field.state, displayName: name } };
  });
  return { ...frame, fields };
}
