import { openMetrics } from '@wellhead/stores';

export interface AnsweredQuery {
  readonly queryType: string;
  readonly outcome: string;
  readonly fromAlert: boolean;
  readonly seconds: number;
}

/** What the backend counts; Grafana passes it on at `/metrics/plugins/wellhead-datasource`. */
export interface BackendMetrics {
  queryAnswered(query: AnsweredQuery): void;
  channelStarted(): void;
  channelEnded(): void;
  /** Prometheus text format. */
  text(): Promise<string>;
}

export function openBackendMetrics(): BackendMetrics {
  const metrics = openMetrics({ runtime: false });
  const queries = metrics.counter(
    'wellhead_plugin_queries_total',
    'Queries answered, by type, outcome and whether an alert rule asked.',
    ['query_type', 'outcome', 'from_alert'],
  );
  const seconds = metrics.histogram(
    'wellhead_plugin_query_duration_seconds',
    'Time from a query to its answer.',
    [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    ['query_type'],
  );
  const channels = metrics.gauge('wellhead_plugin_live_channels', 'Live channels that run now.');
  return {
    queryAnswered(query) {
      queries.inc({ query_type: query.queryType, outcome: query.outcome, from_alert: String(query.fromAlert) });
      seconds.observe({ query_type: query.queryType }, query.seconds);
    },
    channelStarted: () => channels.inc(),
    channelEnded: () => channels.dec(),
    text: () => metrics.registry.metrics(),
  };
}
