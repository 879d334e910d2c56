import { css } from '@emotion/css';
import {
  type DataQuery,
  type DataSourceApi,
  type GrafanaTheme2,
  type QueryEditorProps,
  rangeUtil,
} from '@grafana/data';
import { LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import React, { useEffect, useMemo, useState, type ComponentType } from 'react';
import type { PanelJson, TargetJson } from './dashboard/dashboard-json.js';
import { PanelView } from './dashboard/panel-view.js';
import { loadDataSource } from './grafana/plugin-modules.js';
import { wellheadDataSource } from './grafana/services.js';

type Editor = ComponentType<QueryEditorProps<DataSourceApi, DataQuery>>;

const RANGE = { from: 'now-90d', to: 'now' };

/** The data source's query editor and what its query returns: Explore, in small. */
export function QueryPage(): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const [source, setSource] = useState<DataSourceApi>();
  const [Editor, setEditor] = useState<Editor>();
  const [query, setQuery] = useState<TargetJson>({ refId: 'A', queryType: 'ops', view: 'signals' });
  const range = useMemo(() => rangeUtil.convertRawToRange(RANGE, 'browser'), []);
  useEffect(() => {
    void Promise.all([wellheadDataSource(), loadDataSource()]).then(([loaded, plugin]) => {
      setSource(loaded);
      setEditor(() => plugin.components.QueryEditor as unknown as Editor);
    });
  }, []);
  const panel = useMemo((): PanelJson => panelFor(query), [query]);
  if (!source || !Editor) return <LoadingPlaceholder text="Loading the data source…" />;
  return (
    <article className={styles.page} aria-label="Query">
      <h1>Ask the data source</h1>
      <Editor
        datasource={source}
        query={query}
        onChange={(next) => setQuery(next as unknown as TargetJson)}
        onRunQuery={() => undefined}
        onAddQuery={() => undefined}
      />
      <div className={styles.result}>
        <PanelView
          panel={panel}
          title="Result of the last 90 days"
          range={range}
          timeZone="browser"
          cursorSync={0}
          revision={JSON.stringify(query)}
          onChangeTimeRange={() => undefined}
        />
      </div>
    </article>
  );
}

const SERIES = new Set(['telemetry', 'forecast']);
const panelOf = (queryType: string): string =>
  queryType === 'dynacards' ? 'wellhead-dynacard-panel' : SERIES.has(queryType) ? 'wellhead-fanchart-panel' : 'table';

function panelFor(query: TargetJson): PanelJson {
  const type = panelOf(String(query.queryType));
  return { id: 1, type, gridPos: { x: 0, y: 0, w: 24, h: 12 }, targets: [query] };
}

const stylesOf = (theme: GrafanaTheme2) => ({
  page: css({
    padding: theme.spacing(2),
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    h1: { ...theme.typography.h4 },
  }),
  result: css({ height: 460, marginTop: theme.spacing(1) }),
});
