import type { Frame } from '@wellhead/contracts';
import type { PluginContext } from './plugin-context.js';
import type { RequestHeaders, TraceContext } from './request-headers.js';

/** What comes with every request. */
export interface RequestContext {
  readonly plugin: PluginContext;
  readonly headers: RequestHeaders;
  /** True when Grafana's rule engine asks. */
  readonly fromAlert: boolean;
  readonly trace: TraceContext | undefined;
  /** Aborted when the caller hangs up, its deadline passes, or the backend stops: stop working then. */
  readonly signal: AbortSignal;
}

/** One query of a panel or a rule. */
export interface DataQuery {
  readonly refId: string;
  readonly queryType: string;
  /** The query as the editor saved it, JSON text as it came: parse it with a schema of your own. */
  readonly json: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
  readonly maxDataPoints: number;
}

/** Whose fault a failure is: `downstream` for the store or the person behind us, `plugin` for us. Grafana keeps them apart in its metrics. */
export type ErrorSource = 'plugin' | 'downstream';

/** `status` is that of HTTP: 400 for a bad query, 504 for a timeout … `message` is shown on the panel: a sentence. */
export type QueryOutcome =
  | { readonly kind: 'answered'; readonly frames: readonly Frame[] }
  | { readonly kind: 'failed'; readonly status: number; readonly source: ErrorSource; readonly message: string };

/** `details` is shown below the message of “Save & test”. */
export interface HealthReport {
  readonly healthy: boolean;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An HTTP request that Grafana passes on. `url` is the path below the plugin's own and the query string, without a leading slash. */
export interface ResourceRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Uint8Array;
}

export interface ResourceReply {
  /** Once, before any body. */
  head(status: number, headers: Readonly<Record<string, readonly string[]>>): void;
  /** Resolves when the caller can take more. */
  body(chunk: Uint8Array): Promise<void>;
}

export type StreamPermission = 'permitted' | 'not-found' | 'denied';

/** A live channel: `path` below the data source, `data` what the subscriber sent along (JSON text, often empty). */
export interface StreamRequest {
  readonly path: string;
  readonly data: string;
}

export interface StreamHandlers {
  /** Asked for each subscriber. */
  subscribe(request: StreamRequest, context: RequestContext): Promise<StreamPermission>;
  /**
   * Called once a channel, for all its subscribers. Yields JSON texts, for data frames in Grafana's JSON encoding. `context.signal` aborts when the last
   * subscriber has left: return then.
   */
  run(request: StreamRequest, context: RequestContext): AsyncIterable<string>;
  /** Asked for each message that a browser publishes; without this, publishing is denied. */
  publish?(request: StreamRequest, context: RequestContext): Promise<StreamPermission>;
}

/** A data source backend: what Grafana can ask of it. What is left out is answered as not supported. */
export interface DataSourceHandlers {
  query(query: DataQuery, context: RequestContext): Promise<QueryOutcome>;
  checkHealth(context: RequestContext): Promise<HealthReport>;
  /** Prometheus text format. */
  collectMetrics?(): Promise<string>;
  callResource?(request: ResourceRequest, reply: ResourceReply, context: RequestContext): Promise<void>;
  readonly streams?: StreamHandlers;
}
