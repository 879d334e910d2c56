import { openPluginLog, runPluginExecutable, type DataSourceHandlers } from '@wellhead/backend-sdk';

const handlers: DataSourceHandlers = {
  // One query of a panel or an alert rule. What it throws is logged, and the panel is told that it failed.
  async query(query) {
    const { amplitude = 1 } = JSON.parse(query.json) as { amplitude?: number };
    if (!Number.isFinite(amplitude)) {
      return { kind: 'failed', status: 400, source: 'downstream', message: 'The amplitude is not a number.' };
    }
    const steps = Math.min(query.maxDataPoints, 100);
    const times = Array.from({ length: steps }, (_, at) => query.fromMs + ((query.toMs - query.fromMs) * at) / steps);
    const time = { name: 'time', type: 'time', values: times } as const;
    const value = {
      name: 'value',
      type: 'number',
      labels: { wave: 'sine' },
      values: times.map((ms) => amplitude * Math.sin(ms / 600_000)),
    } as const;
    return {
      kind: 'answered',
      frames: [{ name: 'sine', meta: { type: 'timeseries-multi', typeVersion: [0, 1] }, fields: [time, value] }],
    };
  },
  checkHealth: async () => ({ healthy: true, message: 'Waves are rolling.' }),
};

const outcome = await runPluginExecutable({
  handlers,
  log: openPluginLog(),
  cookie: process.env['grafana_plugin_type'],
  stdout: process.stdout,
});
if (outcome.kind === 'refused') {
  process.stderr.write(`${outcome.message}\n`);
  process.exitCode = 1;
}
