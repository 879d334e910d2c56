import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './config-editor.js';
import { WellheadDataSource } from './datasource.js';
import { QueryEditor } from './query-editor.js';
import type { WellheadOptions, WellheadQuery } from './types.js';

export const plugin = new DataSourcePlugin<WellheadDataSource, WellheadQuery, WellheadOptions>(WellheadDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
