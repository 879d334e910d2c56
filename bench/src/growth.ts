import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPack, loadPack, migrateUp, openDuckDbStore, openPool, startEmbeddedPostgres } from '@wellhead/stores';
import { oilWellsDashboards } from '@wellhead/packs/oil-wells/dashboards';
import { pino } from 'pino';
import { buildAll } from '../../grafana-plugins/build/build-plugins.mjs';
import { browserMissing } from '../../grafana-plugins/preview/testing/chromium.js';
import { openAskedBackend } from './asked-backend.js';
import { machine, rounded, type BenchOptions, type BenchResult } from './bench-result.js';
import { drawPages, openGrafanaSite, openPreviewSite, type DrawnSite } from './growth/draw-pages.js';
import { type Page, pageOf } from './growth/page.js';
import { DAYS, END_MS, fillReadings, fillWarehouse, grown, SIGNALS } from './growth/wells.js';

/** Bytes of a reading on disk: 3.7 were measured with figures, as much again is needed while a file is checkpointed, and some for Postgres. */
const BYTES_A_READING = 10;
const STEPS_A_DAY = 8_640;

/**
 * Wells with twelve signals every 10 s for 30 days, loaded into the store as compaction lays them out. Then the dashboards field overview and well are opened
 * as Grafana opens them: all panels side by side, each asking all of its queries of the backend (gRPC, Arrow decoded in this process); and drawn in Chromium, in the preview and in the Grafana of
 * GRAFANA_HOME, if there is one.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const wells = quick ? 50 : 500;
  const rounds = quick ? 3 : 10;
  const readings = wells * SIGNALS.length * DAYS * STEPS_A_DAY;
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-growth-'));
  const log = pino({ level: 'warn' }, pino.destination(2));
  try {
    const { bavail, bsize } = await statfs(dir);
    if (bavail * bsize < readings * BYTES_A_READING)
      throw new Error(
        `${dir} has ${Math.round((bavail * bsize) / 1e9)} GB free, this bench needs ${Math.ceil((readings * BYTES_A_READING) / 1e9)}`,
      );
    const file = path.join(dir, 'telemetry.duckdb');
    // Makes the tables of the file.
    await (await openDuckDbStore({ file, log })).close();
    await fillReadings(file, wells, (day) => process.stderr.write(`\rreadings of day ${day} of ${DAYS} …`));
    process.stderr.write('\n');
    await buildAll({ log: () => undefined });
    const { pages, drawn } = await measure(dir, file, wells, rounds, log);
    const named = pages.flatMap(({ name, pageMs, slowest }) => [
      [`${name}_page_p50_ms`, rounded(pageMs)],
      [`${name}_slowest_panel_p50_ms`, rounded(slowest.ms)],
    ]);
    for (const { name, panels } of pages)
      for (const { title, ms } of panels) console.log(`${name}: ${title}: ${rounded(ms)} ms`);
    return {
      name: 'growth',
      machine: before,
      figures: { ...Object.fromEntries(named), ...drawn },
      ratios: {},
      n: { wells, readings, rounds },
      ...(browserMissing === undefined ? {} : { missing: ['chromium: not installed, nothing was drawn'] }),
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The two dashboards as a person opens them. */
const OPENED = [
  ['field_overview', '/d/wellhead-oil-field'],
  ['well', '/d/wellhead-oil-well?var-well=esp-7'],
] as const;

interface Measured {
  readonly name: string;
  /** Time until the last panel has its answers, and of each panel, p50 over the rounds. */
  readonly pageMs: number;
  readonly panels: readonly { readonly title: string; readonly ms: number }[];
  readonly slowest: { readonly title: string; readonly ms: number };
}

async function measure(
  dir: string,
  file: string,
  wells: number,
  rounds: number,
  log: pino.Logger,
): Promise<{ readonly pages: readonly Measured[]; readonly drawn: Readonly<Record<string, number>> }> {
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), password: 'bench-growth', log });
  const pool = openPool(postgres.url, { log });
  const readOnlyPool = openPool(postgres.url, { log, readOnly: true });
  const telemetry = await openDuckDbStore({ file, log });
  try {
    // The readings are those of a file of an older version: the store makes their figures as it would after opening it.
    const openedAt = performance.now();
    await telemetry.compact();
    process.stderr.write(`figures made in ${Math.round((performance.now() - openedAt) / 1_000)} s\n`);
    const pack = grown(await loadPack(fileURLToPath(new URL('../../packs/oil-wells', import.meta.url))), wells);
    await migrateUp(pool, [pack]);
    await installPack(pool, pack);
    await fillWarehouse(pool);
    const opened = { telemetry, pool, readOnlyPool };
    const { client, address, close } = await openAskedBackend(opened, {
      postgresUrl: postgres.url,
      dir,
      atMs: END_MS,
      log,
    });
    try {
      const { dashboards } = oilWellsDashboards();
      const ids = Array.from({ length: wells }, (_, at) => `esp-${at}`);
      const variables = { well: ids, signal: ['tms.motor_temperature'] };
      const pages = [
        await open(pageOf('field_overview', dashboards['field-overview'], variables, END_MS)),
        await open(pageOf('well', dashboards['well'], { ...variables, well: ['esp-7'] }, END_MS)),
      ];
      if (browserMissing !== undefined) return { pages, drawn: {} };
      const preview = await openPreviewSite({ stores: opened, log, nowMs: END_MS });
      const drawn = await drawnFigures('drawn', preview, wells, rounds);
      const home = process.env['GRAFANA_HOME'];
      const grafana = home && (await openGrafanaSite(home, { pluginAddress: address, dir, log }));
      if (!grafana) return { pages, drawn };
      return { pages, drawn: { ...drawn, ...(await drawnFigures('in_grafana', grafana, wells, rounds)) } };
    } finally {
      await close();
    }

    async function open({ name, panels }: Page): Promise<Measured> {
      const pageMs: number[] = [];
      const panelMs = panels.map((): number[] => []);
      for (let round = -1; round < rounds; round += 1) {
        const startedAt = performance.now();
        await Promise.all(
          panels.map(async ({ title, queries }, at) => {
            const answers = await client.query({ queries });
            for (const [refId, { error }] of Object.entries(answers))
              if (error !== '') throw new Error(`${title}, query ${refId}: ${error}`);
            if (round >= 0) panelMs[at]?.push(performance.now() - startedAt);
          }),
        );
        if (round >= 0) pageMs.push(performance.now() - startedAt);
      }
      const told = panels.map(({ title }, at) => ({ title, ms: median(panelMs[at] ?? []) }));
      const slowest = told.reduce((most, one) => (one.ms > most.ms ? one : most));
      return { name, pageMs: median(pageMs), panels: told, slowest };
    }
  } finally {
    await telemetry.close();
    await readOnlyPool.end();
    await pool.end();
    await postgres.close();
  }
}

async function drawnFigures(
  where: string,
  site: DrawnSite,
  wells: number,
  rounds: number,
): Promise<Readonly<Record<string, number>>> {
  try {
    const dashboards = OPENED.map(([, dashboard]) => dashboard);
    const drawn = await drawPages(dashboards, rounds, { site, nowMs: END_MS });
    const tiles = drawn[0]?.tiles ?? 0;
    if (tiles !== wells) throw new Error(`the board has ${tiles} tiles for ${wells} wells`);
    return Object.fromEntries(
      OPENED.flatMap(([name], at) => [
        [`${name}_${where}_p50_ms`, rounded(median(drawn[at]?.ms ?? []))],
        [`${name}_${where}_worst_ms`, rounded(Math.max(...(drawn[at]?.ms ?? [])))],
      ]),
    );
  } finally {
    await site.close();
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
