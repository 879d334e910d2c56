import type { DataLink, DataTransformerConfig, FieldConfigSource } from '@grafana/data';

/** The part of Grafana's classic dashboard JSON that the preview renders. */

export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly timezone?: string;
  /** Whether panels share their cursor: 0 no, 1 the line, 2 the tooltip too. */
  readonly graphTooltip?: number;
  readonly refresh?: string | false;
  readonly time?: { readonly from: string; readonly to: string };
  readonly panels?: readonly PanelJson[];
  readonly templating?: { readonly list?: readonly VariableJson[] };
  readonly links?: readonly DashboardLinkJson[];
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly transparent?: boolean;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly TargetJson[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly fieldConfig?: FieldConfigSource;
  readonly transformations?: DataTransformerConfig[];
  readonly interval?: string;
  readonly maxDataPoints?: number;
  readonly timeFrom?: string;
  readonly links?: readonly DataLink[];
  readonly collapsed?: boolean;
  readonly panels?: readonly PanelJson[];
  /** Once for each chosen value of this variable, beside one another. */
  readonly repeat?: string;
  readonly maxPerRow?: number;
}

export interface TargetJson {
  readonly refId: string;
  readonly hide?: boolean;
  readonly [key: string]: unknown;
}

export interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly query?: unknown;
  readonly current?: { readonly value?: unknown; readonly text?: unknown };
  readonly options?: readonly { readonly text?: unknown; readonly value?: unknown }[];
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string | null;
  readonly hide?: number | string;
}

export interface DashboardLinkJson {
  readonly type?: string;
  readonly title: string;
  readonly url?: string;
  readonly tags?: readonly string[];
  readonly tooltip?: string;
  readonly targetBlank?: boolean;
  readonly includeVars?: boolean;
  readonly keepTime?: boolean;
}

/** One entry of the list of dashboards. */
export interface DashboardEntry {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly folder: string;
  readonly url: string;
}
