import path from 'node:path';
import { apiPaths, createApi, rolesByToken } from '@wellhead/api';
import { type Pack, ProblemError } from '@wellhead/contracts';
import { startForecaster } from '@wellhead/forecaster';
import { readSources, sendDocument, startIngestor } from '@wellhead/ingestor';
import { deliveryOf, notifyConfigOf, startPipelines } from '@wellhead/pipelines';
import { DEFAULT_PACKS, PACK_NAMES } from '@wellhead/packs';
import { createPreviewRouter } from '@wellhead/preview';
import {
  collectClosers,
  ensureAnalyst,
  installPack,
  loadPack,
  migrateUp,
  openFieldTypeRegistry,
  openJobs,
  readTls,
} from '@wellhead/stores';
import { startDatasourceBackend } from 'wellhead-app/backend';
import { CannotStart } from './cannot-start.js';
import type { StandaloneEnv } from './config.js';
import { openDataFolder } from './data-folder.js';
import { askable, openDemos } from './demos.js';
import { startGrafana } from './grafana.js';
import { grafanaVariables } from './grafana-variables.js';
import { kafkaOf } from './kafka-config.js';
import { openLog } from './log.js';
import { openEngines } from './open-engines.js';
import { requireFreePort } from './ports.js';
import { step } from './progress.js';
import { openSecrets, SECRETS_FILE } from './secrets.js';
import { welcome } from './welcome.js';

export interface StandaloneOptions {
  /** Packs by name; `all` is every pack that comes with Wellhead. Default: DEFAULT_PACKS. */
  readonly packs: readonly string[] | undefined;
  /** Where to look for an installed Grafana. */
  readonly searchPath: string | undefined;
  /** Folder of the project: packs, provisioning and built plugins are below it. */
  readonly root: string;
}

/** Everything in one process on embedded engines: what `npm start` runs. Rejects with CannotStart where a person can mend it. */
export async function startStandalone(
  env: StandaloneEnv,
  options: StandaloneOptions,
): Promise<{ close(): Promise<void> }> {
  const clock = Date.now;
  const { root } = options;
  const folder = await openDataFolder(env.WELLHEAD_DATA_DIR);
  const log = openLog(folder.path);
  const closers = collectClosers((error) => log.error({ err: error }, 'part not closed'));
  closers.keep(folder);
  try {
    await requireFreePort(env.WELLHEAD_HTTP_PORT, 'WELLHEAD_HTTP_PORT');
    await requireFreePort(env.WELLHEAD_PLUGIN_PORT, 'WELLHEAD_PLUGIN_PORT');
    const secrets = await openSecrets(folder.path, env.WELLHEAD_TOKEN);
    const packs = await loadPacks(root, options.packs);
    const packNames = packs.map(({ manifest }) => manifest.name);
    const dashboardFolders = ['operations', ...packNames];
    const sources = await readSources(env.WELLHEAD_SOURCES, process.env);
    if (sources.kind === 'faults') throw new CannotStart(`WELLHEAD_SOURCES:\n  ${sources.faults.join('\n  ')}`);
    const tls = await readTls(env.WELLHEAD_TLS_CERT, env.WELLHEAD_TLS_KEY).catch((error: Error) => {
      throw new CannotStart(error.message, { cause: error });
    });
    console.log(`Wellhead starts on ${folder.path}`);

    const { stores, databaseUrl } = closers.keep(
      await step('stores', () => openEngines(env, folder.path, secrets.postgresPassword, log)),
    );
    await step('migrations and packs', async () => {
      await migrateUp(stores.pool, packs).catch((error: Error) => {
        throw new CannotStart(error.message, { cause: error });
      });
      for (const pack of packs) await installPack(stores.pool, pack);
      await ensureAnalyst(stores.pool, secrets.analystPassword);
    });
    const jobs = closers.keep(await openJobs(databaseUrl, log));
    const fieldTypes = await openFieldTypeRegistry(stores.pool);

    const backend = closers.keep(
      await startDatasourceBackend({ stores, jobs, host: '127.0.0.1', port: env.WELLHEAD_PLUGIN_PORT, log, clock }),
    );
    const demos = closers.keep(
      await openDemos(env.WELLHEAD_DEMO === 'off' ? [] : packNames, {
        dataDir: folder.path,
        databaseUrl,
        ...kafkaOf(env),
        speed: env.WELLHEAD_DEMO_SPEED,
        log,
        clock,
      }),
    );
    const roleOf = rolesByToken({ pool: stores.pool, clock, token: secrets.token, loopbackRole: 'viewer' });
    const ingestor = closers.keep(
      await startIngestor({
        stores,
        fieldTypes,
        jobs,
        dataDir: path.join(folder.path, 'ingestor'),
        host: '127.0.0.1',
        port: env.WELLHEAD_HTTP_PORT,
        bucket: env.INFLUX_BUCKET,
        token: secrets.token,
        tls,
        sources: [...sources.sources, ...demos.sources],
        secretsFile: path.join(folder.path, SECRETS_FILE),
        log,
        clock,
        selfTelemetry: [],
        openApiPaths: apiPaths,
        extend: (app) => {
          app.use('/api/v1', createApi({ stores, jobs, log, clock, roleOf }));
          app.use(
            createPreviewRouter({
              dashboardsDir: path.join(root, 'provisioning/dashboards'),
              folders: dashboardFolders,
              pluginsDistDir: path.join(root, 'grafana-plugins/wellhead-app/dist'),
              previewDistDir: path.join(root, 'grafana-plugins/preview/dist'),
              appTitle: 'Wellhead',
              readDocument: async (request, response, id) => {
                if ((await roleOf(request)) === undefined)
                  throw new ProblemError('unauthorized', 'Documents are read with a token, or from this machine.');
                await sendDocument(stores, id, response);
              },
            }),
          );
        },
      }),
    );
    closers.keep(await startForecaster({ stores, jobs, log, clock }));
    const pipelines = closers.keep(
      await startPipelines({
        stores,
        workDir: path.join(folder.path, 'work-data'),
        jobs,
        packs,
        ingestUrl: ingestor.localUrl,
        token: secrets.token,
        bucket: env.INFLUX_BUCKET,
        variables: { ...demos.variables, ...env.WELLHEAD_FLOW_VARIABLES },
        delivery: deliveryOf(env),
        notify: notifyConfigOf(env),
        log,
        clock,
      }),
    );
    const target = { ingestUrl: ingestor.localUrl, token: secrets.token, bucket: env.INFLUX_BUCKET };
    closers.keep(await demos.run(askable(target, { telemetry: stores.telemetry, ingestor, jobs, pipelines })));
    const grafana = await step('Grafana', () =>
      startGrafana({
        home: env.GRAFANA_HOME,
        searchPath: options.searchPath,
        dataDir: folder.path,
        provisioningDir: path.join(root, 'provisioning'),
        dashboardFolders,
        pluginDist: path.join(root, 'grafana-plugins/wellhead-app/dist'),
        port: env.WELLHEAD_GRAFANA_PORT,
        adminPassword: secrets.grafanaPassword,
        pluginAddress: backend.address,
        variables: grafanaVariables({
          channels: env,
          httpUrl: ingestor.localUrl,
          notifyUrl: `${ingestor.localUrl}/api/v1/notifications`,
          token: secrets.token,
          databaseUrl,
          analystPassword: secrets.analystPassword,
          influx: env,
        }),
        log,
      }),
    );
    if (grafana !== undefined) closers.keep(grafana);
    console.log(
      welcome({
        httpUrl: ingestor.url,
        pluginAddress: backend.address,
        databaseUrl,
        grafanaUrl: grafana?.url,
        bucket: env.INFLUX_BUCKET,
        secretsFile: fromHere(path.join(folder.path, SECRETS_FILE)),
        token: env.WELLHEAD_TOKEN === undefined ? 'kept' : 'given',
        telemetry: stores.telemetry.name,
        packs: packNames,
        otherPacks: PACK_NAMES.filter((name) => !packNames.includes(name)),
      }),
    );
    return { close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** A path as a person in this folder would type it. */
const fromHere = (file: string): string => {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
};

/** Packs by name, or by the folder they lie in: what has a slash or begins with a dot is a folder. */
async function loadPacks(root: string, named: readonly string[] = DEFAULT_PACKS): Promise<readonly Pack[]> {
  const names = [...new Set(named.flatMap((name) => (name === 'all' ? PACK_NAMES : [name])))];
  const isFolder = (name: string): boolean => name.startsWith('.') || /[/\\]/.test(name);
  const unknown = names.filter((name) => !isFolder(name) && !PACK_NAMES.includes(name));
  if (unknown.length > 0)
    throw new CannotStart(
      `There is no pack “${unknown.join('”, “')}”. There are ${PACK_NAMES.join(', ')}, and “all” of them; a folder of your own is written with a slash: ./my-pack.`,
    );
  return Promise.all(
    names.map((name) =>
      loadPack(isFolder(name) ? path.resolve(name) : path.join(root, 'packs', name)).catch((error: Error) => {
        throw isFolder(name) ? new CannotStart(error.message, { cause: error }) : error;
      }),
    ),
  );
}
