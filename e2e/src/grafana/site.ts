import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { PACK_NAMES } from '@wellhead/packs';
import { startGrafana } from '@wellhead/standalone/grafana';
import {
  freePort,
  startStandaloneProcess,
  type StandaloneProcess,
} from '../../../standalone/testing/standalone-process.js';
import { openRestartDoor } from './restart-door.js';

/** A Grafana with Wellhead in it, for the length of a run. */
export interface Site {
  /** What the specs read from their environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** For what a run leaves: pictures, traces of failures, who is signed in. */
  readonly workDir: string;
  close(): Promise<void>;
}

/** First starts of a database, five demos and a Grafana on a busy machine. */
const START_MS = 1_200_000;

/** Undefined when the environment names no Grafana; rejects when the one that it names does not answer or start. */
export async function openSite(env: NodeJS.ProcessEnv, root: string): Promise<Site | undefined> {
  const workDir = path.join(root, '.cache/e2e-grafana');
  const { GRAFANA_URL, GRAFANA_HOME } = env;
  if (GRAFANA_URL !== undefined && GRAFANA_URL !== '') {
    await mkdir(workDir, { recursive: true });
    await requireAnswer(GRAFANA_URL);
    return { variables: { GRAFANA_URL }, workDir, close: () => Promise.resolve() };
  }
  if (GRAFANA_HOME === undefined || GRAFANA_HOME === '') return undefined;
  await mkdir(workDir, { recursive: true });
  return startSite(GRAFANA_HOME, workDir, root);
}

async function requireAnswer(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/health`).catch((cause: unknown) => {
    throw new Error(`GRAFANA_URL is ${url}, but nothing answers there: start that Grafana, or correct the address.`, {
      cause,
    });
  });
  if (!answer.ok) throw new Error(`GRAFANA_URL is ${url}, but ${url}/api/health answers ${answer.status}, not 200.`);
}

/** Wellhead with every pack and its demo, and a Grafana beside it that stays when Wellhead is started anew. */
async function startSite(home: string, workDir: string, root: string): Promise<Site> {
  const parent = await mkdtemp(path.join(tmpdir(), 'wellhead-e2e-grafana-'));
  const settings = {
    dataDir: path.join(parent, 'data'),
    httpPort: await freePort(),
    pluginPort: await freePort(),
    packs: PACK_NAMES.join(','),
  };
  console.log(`Starting Wellhead with ${settings.packs}, and Grafana of ${home} …`);
  let wellhead: StandaloneProcess | undefined;
  const closers: (() => Promise<unknown>)[] = [
    () => rm(parent, { recursive: true, force: true }),
    async () => wellhead?.stop('SIGTERM'),
  ];
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    wellhead = await startStandaloneProcess(settings, START_MS);
    const password = wellhead.secret('grafanaPassword');
    const grafana = await startGrafana({
      home,
      searchPath: process.env['PATH'],
      dataDir: path.join(parent, 'grafana-of-its-own'),
      provisioningDir: path.join(root, 'provisioning'),
      dashboardFolders: ['operations', ...PACK_NAMES],
      pluginDist: path.join(root, 'grafana-plugins/wellhead-app/dist'),
      port: await freePort(),
      adminPassword: password,
      pluginAddress: wellhead.pluginAddress,
      variables: {
        WELLHEAD_NOTIFY_URL: `${wellhead.httpUrl}/api/v1/notifications`,
        WELLHEAD_INTAKE_URL: wellhead.httpUrl,
        WELLHEAD_API_URL: wellhead.httpUrl,
        WELLHEAD_TOKEN: wellhead.token(),
      },
      log: pino({ level: 'silent' }),
    });
    if (grafana === undefined) throw new Error(`there is no Grafana in ${home}`);
    closers.push(() => grafana.close());
    const door = await openRestartDoor({
      stop: async () => wellhead?.stop('SIGTERM'),
      start: async () => {
        wellhead = await startStandaloneProcess(settings, START_MS);
      },
    });
    closers.push(() => door.close());
    const variables = {
      GRAFANA_URL: grafana.url,
      GRAFANA_ADMIN_USER: 'admin',
      GRAFANA_ADMIN_PASSWORD: password,
      WELLHEAD_RESTART_URL: door.url,
      WELLHEAD_INTAKE_URL: wellhead.httpUrl,
      WELLHEAD_TOKEN: wellhead.token(),
    };
    return { variables, workDir, close };
  } catch (error) {
    await close();
    throw error;
  }
}
