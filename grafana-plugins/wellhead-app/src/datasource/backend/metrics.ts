import { Counter, Gauge, Histogram, Registry } from 'prom-client';

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
  const registers = [new Registry()];
  const queries = new Counter({
    name: 'wellhead_plugin_queries_total',
    help: 'Queries answered, by type, outcome and whether an alert rule asked.',
    labelNames: ['query_type', 'outcome', 'from_alert'],
    registers,
  });
  const seconds = new Histogram({
    name: 'wellhead_plugin_query_duration_seconds',
    help: 'Time from a query to its answer.',
    labelNames: ['query_type'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    registers,
  });
  const channels = new Gauge({
    name: 'wellhead_plugin_live_channels',
    help: 'Live channels that run now.',
    registers,
  });
  return {
    queryAnswered(query) {
      queries.inc({ query_type: query.queryType, outcome: query.outcome, from_alert: String(query.fromAlert) });
      seconds.observe({ query_type: query.queryType }, query.seconds);
    },
    channelStarted: () => channels.inc(),
    channelEnded: () => channels.dec(),
    text: async () => (await Promise.all(registers.map((registry) => registry.metrics()))).join(''),
  };
}
