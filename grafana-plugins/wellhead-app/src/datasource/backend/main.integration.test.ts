import { fileURLToPath } from 'node:url';
import { hostPlugin } from '@wellhead/backend-sdk/testing/fake-host';
import { expect, it } from 'vitest';

const start = (env: Record<string, string>) =>
  hostPlugin({
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('./main.ts', import.meta.url))],
    env,
  });

it('tells a person who starts it by hand what it is and how to run it as a service', async () => {
  const byHand = start({ grafana_plugin_type: 'panel' });
  await expect(byHand).rejects.toThrow('ended with 1');
  await expect(byHand).rejects.toThrow('Grafana starts it with grafana_plugin_type=datasource in its environment');
  await expect(byHand).rejects.toThrow('(here it is "panel")');
  await expect(byHand).rejects.toThrow('set WELLHEAD_PLUGIN_PORT=8091');
});

it('tells every setting that is missing or wrong, and nothing on stdout', async () => {
  const unset = start({ grafana_plugin_type: 'datasource', GF_PLUGIN_INFLUX_URL: 'influx', INFLUX_TOKEN: 'secret' });
  await expect(unset).rejects.toThrow('DATABASE_URL: found nothing');
  await expect(unset).rejects.toThrow('INFLUX_URL: found "influx"');
  await expect(unset).rejects.not.toThrow('secret');
});

it('says in a sentence that Postgres cannot be reached', async () => {
  const alone = start({
    WELLHEAD_PLUGIN_PORT: '0',
    DATABASE_URL: 'postgres://nobody:hidden@127.0.0.1:1/none',
    INFLUX_URL: 'http://127.0.0.1:1',
    INFLUX_TOKEN: 't',
  });
  await expect(alone).rejects.toThrow('The backend cannot run: Postgres at 127.0.0.1:1 cannot be reached');
  await expect(alone).rejects.not.toThrow(/hidden|    at /);
});
