import type { BenchOptions, BenchResult } from './bench-result.js';

type Bench = (options: BenchOptions) => Promise<BenchResult>;

/** Every bench: what it measures, and its module, loaded only when it runs. */
const BENCHES: Readonly<Record<string, { measures: string; load: () => Promise<{ run: Bench }> }>> = {
  ingest: {
    measures: 'line protocol acknowledged and stored a second, beside InfluxDB and VictoriaMetrics',
    load: () => import('./ingest.js'),
  },
  checks: {
    measures: 'what the checks of a pack cost a reading, beside decoding it',
    load: () => import('./checks.js'),
  },
  'file-intake': {
    measures: 'a big CSV sent in one request and taken in: MB and rows a second, peak memory, lost rows',
    load: () => import('./file-intake.js'),
  },
  'big-file': {
    measures:
      'a CSV of 5 GB of trades from its address through archive, DuckDB and COPY into Postgres: MB/s, memory; beside DuckDB alone',
    load: () => import('./big-file.js'),
  },
  'bad-input': {
    measures: 'generated bad inputs to every parser and route: crashes, hangs, memory, answers without a problem',
    load: () => import('./bad-input.js'),
  },
  'ingest-small': {
    measures: 'requests of one point, 64 connections, beside a bare node:http server',
    load: () => import('./ingest-small.js'),
  },
  'store-down': {
    measures: 'nothing lost and memory bounded while the telemetry store is away for minutes',
    load: () => import('./store-down.js'),
  },
  anomaly: {
    measures: 'from an acknowledged POST to a readable anomaly score, on DuckDB and on InfluxDB',
    load: () => import('./anomaly.js'),
  },
  forecast: {
    measures: 'accuracy of forecasts beside R ets and auto.arima, statsmodels, seasonal naive; time a series; coverage',
    load: () => import('./forecast.js'),
  },
  failure: {
    measures:
      'warnings of pump failures on simulated wells and days that no training saw, beside the rule “any signal over its limit”',
    load: () => import('./failure.js'),
  },
  warnings: {
    measures:
      'precision, recall, false alarms and lead of breach predictions, anomaly scores and failure forecasts on simulated wells with known faults',
    load: () => import('./warnings.js'),
  },
  dynacard: {
    measures: 'dynamograms diagnosed a second with their pump card; macro F1 on simulated wells that no training saw',
    load: () => import('./dynacard.js'),
  },
  'forecast-speed': {
    measures: 'time a series beside R ets and augurs; 10,000 series from reading to committed; training',
    load: () => import('./forecast-speed.js'),
  },
  coverage: {
    measures: 'how often intervals hold what comes, by set and level; what breach probabilities are worth',
    load: () => import('./coverage.js'),
  },
  'forecast-load': {
    measures: 'delay of the event loop and memory of a process while 1,000 series are being forecast',
    load: () => import('./forecast-load.js'),
  },
  crash: {
    measures:
      'rounds of kill -9 under load from HTTP, MQTT and Kafka: readings lost, readings twice, books that balance',
    load: () => import('./crash.js'),
  },
  bundle: {
    measures:
      'size of every plugin module as it is sent; 500 tiles of the asset board from answer to paint in Chromium',
    load: () => import('./bundle.js'),
  },
  'five-packs': {
    measures: 'warm start with all packs, memory of the process tree after ten minutes, acknowledgements meanwhile',
    load: () => import('./five-packs.js'),
  },
  growth: {
    measures:
      '500 wells with 12 signals every 10 s for 30 days (1.6 G readings): field overview and well page, every panel as Grafana asks it',
    load: () => import('./growth.js'),
  },
  query: {
    measures: 'one signal over 30 days and 20 over 7, through the backend as Grafana asks, beside raw readings as JSON',
    load: () => import('./query.js'),
  },
  stream: {
    measures: 'from an acknowledged POST to its packet on a live channel',
    load: () => import('./stream.js'),
  },
  warehouse: {
    measures:
      'flights through ods and dds into hourly marts of the pack delivery; its example questions; one more hour',
    load: () => import('./warehouse.js'),
  },
  start: {
    measures: 'warm start to a drawn forecast, and memory of the whole process tree',
    load: () => import('./start.js'),
  },
};

/** `npm run bench -- NAME [--quick]`. The last line printed is one JSON object. */
export async function main(args: readonly string[]): Promise<void> {
  const quick = args.includes('--quick');
  const name = args.find((arg) => !arg.startsWith('--'));
  const bench = name === undefined ? undefined : BENCHES[name];
  if (bench === undefined) {
    const known = Object.entries(BENCHES).map(([each, { measures }]) => `  ${each.padEnd(12)} ${measures}`);
    console.log(`${name === undefined ? 'Benches' : `There is no bench “${name}”. Benches`}:\n${known.join('\n')}\n`);
    console.log('Run one with: npm run bench -- NAME [--quick]');
    if (name !== undefined) process.exitCode = 2;
    return;
  }
  const { run } = await bench.load();
  const result = await run({ quick });
  console.log(JSON.stringify(result));
}
