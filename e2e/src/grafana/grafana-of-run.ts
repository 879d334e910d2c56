import path from 'node:path';
import type { Page, TestInfo } from '@playwright/test';
import { grafanaApi, type GrafanaApi } from '../grafana-api.js';

/** Everything about Wellhead that the API of Grafana answers lies below this. */
export const SOURCE = '/api/datasources/uid/wellhead';

/** The API of the Grafana of this run, as its admin. */
export const adminApi = (): GrafanaApi =>
  grafanaApi(
    process.env['GRAFANA_URL'] ?? '',
    process.env['GRAFANA_ADMIN_USER'] ?? 'admin',
    process.env['GRAFANA_ADMIN_PASSWORD'] ?? 'admin',
  );

/** Keeps how the page looks, for people to look at: pictures/<dark or light>/<name>.png below the working directory. */
export async function keepPicture(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: path.resolve('pictures', info.project.name, `${name}.png`) });
}
