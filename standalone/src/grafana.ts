import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { access, cp, lstat, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { addChannels } from './alert-channels.js';
import { CannotStart } from './cannot-start.js';
import { endOrphan, pidFile } from './grafana-orphan.js';
import { requireFreePort } from './ports.js';

export interface GrafanaSettings {
  /** Folder of the installation: holds `bin/grafana` and `public`. Undefined: look on the PATH. */
  readonly home: string | undefined;
  readonly searchPath: string | undefined;
  readonly dataDir: string;
  /** Ours; its `own-grafana` is added, since this Grafana belongs to Wellhead alone. */
  readonly provisioningDir: string;
  /** Folders of dashboards that it gets. */
  readonly dashboardFolders: readonly string[];
  readonly pluginDist: string;
  readonly port: number;
  readonly adminPassword: string;
  readonly pluginAddress: string;
  /** Given to Grafana's environment beside our own settings: what the provisioning files name. */
  readonly variables: Readonly<Record<string, string>>;
  readonly log: Logger;
}

export interface RunningGrafana {
  readonly url: string;
  close(): Promise<void>;
}

/** The binary and home of an installed Grafana; undefined when there is none, CannotStart when the home that is named holds none. */
export async function findGrafana(
  home: string | undefined,
  searchPath: string | undefined,
): Promise<{ binary: string; home: string } | undefined> {
  if (home !== undefined) {
    const binary = path.join(home, 'bin/grafana');
    if (await executable(binary)) return { binary, home };
    throw new CannotStart(
      `GRAFANA_HOME is ${home}, but there is no program ${binary}: set it to the folder of an installed Grafana, such as /usr/share/grafana, or leave it out.`,
    );
  }
  for (const dir of (searchPath ?? '').split(path.delimiter).filter((each) => each !== '')) {
    const binary = path.join(dir, 'grafana');
    // Debian's and Red Hat's packages put the binary on the PATH and the rest here.
    if (await executable(binary)) return { binary, home: '/usr/share/grafana' };
  }
  return undefined;
}

const executable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/**
 * Starts an installed Grafana on a data folder of its own with our plugins and provisioning. Undefined when none is installed;
 * CannotStart when its port is taken, for another Grafana's answer must not be taken for ours.
 */
export async function startGrafana(settings: GrafanaSettings): Promise<RunningGrafana | undefined> {
  const found = await findGrafana(settings.home, settings.searchPath);
  if (found === undefined) return undefined;
  const dir = path.join(settings.dataDir, 'grafana');
  const plugins = path.join(dir, 'plugins');
  await mkdir(plugins, { recursive: true });
  await endOrphan(dir);
  await requireFreePort(settings.port, 'WELLHEAD_GRAFANA_PORT');
  const link = path.join(plugins, 'wellhead-app');
  if (await lstat(link).catch(() => undefined)) await rm(link);
  await symlink(settings.pluginDist, link);
  const provisioning = path.join(dir, 'provisioning');
  await composeProvisioning(settings.provisioningDir, provisioning, settings.dashboardFolders, settings.variables);
  const ini = path.join(dir, 'grafana.ini');
  await writeFile(ini, grafanaIni(settings, dir, plugins, provisioning), { mode: 0o600 });
  const child = spawn(found.binary, ['server', '--homepath', found.home, '--config', ini], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...settings.variables, GF_PATHS_PROVISIONING: provisioning, PATH: settings.searchPath ?? '', HOME: dir },
    // A group of its own: Ctrl-C in a terminal reaches us, and we end it in order.
    detached: true,
  });
  await writeFile(pidFile(dir), String(child.pid ?? ''));
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => settings.log.debug({ from: 'grafana' }, chunk.toString('utf8').trimEnd()));
  const url = `http://127.0.0.1:${settings.port}`;
  await untilHealthy(child, url);
  return {
    url,
    close: async () => {
      await end(child);
      await rm(pidFile(dir), { force: true });
    },
  };
}

const LINKED = ['datasources', 'plugins'];
const PROVIDERS = 'dashboards/wellhead.yaml';
const providersSchema = z.looseObject({
  providers: z.array(z.looseObject({ options: z.object({ path: z.string() }) })),
});

/**
 * Our provisioning with what only a Grafana of our own may have: links, so that a dashboard generated anew is seen at once, but
 * alerting copied from both folders, which have to be one for Grafana. Of the dashboards only the `folders`: those of packs that do not run
 * would ask for tables that are not there. The contact point gets the channels that the `variables` of Grafana name.
 */
export async function composeProvisioning(
  from: string,
  to: string,
  folders: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(path.join(to, 'dashboards'), { recursive: true });
  const given = providersSchema.parse(parse(await readFile(path.join(from, PROVIDERS), 'utf8')));
  const providers = given.providers.filter(({ options }) => folders.includes(path.basename(options.path)));
  for (const { options } of providers) {
    const folder = path.basename(options.path);
    await symlink(path.join(from, 'dashboards', folder), path.join(to, 'dashboards', folder));
  }
  await writeFile(path.join(to, PROVIDERS), stringify({ ...given, providers }));
  for (const name of LINKED) await symlink(path.join(from, name), path.join(to, name));
  for (const alerting of ['alerting', 'own-grafana/alerting'])
    await cp(path.join(from, alerting), path.join(to, 'alerting'), { recursive: true });
  await addChannels(
    path.join(to, 'alerting/wellhead-contact-points.yaml'),
    path.join(from, 'own-grafana/channels'),
    variables,
  );
}

/** Loopback only, and nothing is asked of the internet. SQLite with a write-ahead log: else who changes anything while rules keep their states is told that the database is locked. */
const grafanaIni = (settings: GrafanaSettings, dir: string, plugins: string, provisioning: string): string => `[paths]
data = ${path.join(dir, 'data')}
logs = ${path.join(dir, 'logs')}
plugins = ${plugins}
provisioning = ${provisioning}
[database]
wal = true
[server]
http_addr = 127.0.0.1
domain = 127.0.0.1
http_port = ${settings.port}
[security]
admin_user = admin
admin_password = ${settings.adminPassword}
disable_gravatar = true
[plugins]
allow_loading_unsigned_plugins = wellhead-app,wellhead-datasource,wellhead-fanchart-panel,wellhead-controlchart-panel,wellhead-dynacard-panel,wellhead-assetboard-panel
preinstall_disabled = true
public_key_retrieval_disabled = true
[plugin.wellhead-datasource]
address = ${settings.pluginAddress}
[analytics]
reporting_enabled = false
check_for_updates = false
check_for_plugin_updates = false
[news]
news_feed_enabled = false
[users]
default_theme = system
`;

async function untilHealthy(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(
        `Grafana ended with code ${child.exitCode} while starting; its log is in the data folder under grafana/logs`,
      );
    const healthy = await fetch(`${url}/api/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await end(child);
  throw new Error(
    'Grafana did not answer /api/health within two minutes; its log is in the data folder under grafana/logs',
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(force);
}
