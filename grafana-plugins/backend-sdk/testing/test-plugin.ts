import { openPluginLog, runPluginExecutable } from '../src/index.js';
import { testDataSource } from './test-data-source.js';

/** The test data source as a plugin executable: Grafana, or a host of the tests, starts it. */
const log = openPluginLog();
const outcome = await runPluginExecutable({
  handlers: testDataSource((event) => log.info({ event }, 'test event')),
  log,
  cookie: process.env['grafana_plugin_type'],
  stdout: process.stdout,
  parentCheckMs: 100,
});
if (outcome.kind === 'refused') {
  process.stderr.write(`${outcome.message}\n`);
  process.exitCode = 1;
}
