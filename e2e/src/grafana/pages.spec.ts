import { expect, test } from './faults.js';
import { keepPicture } from './grafana-of-run.js';

/** Path in the app, and the heading that is there when the page is drawn. */
const PAGES = [
  ['', 'Wellhead'],
  ['assets', 'Assets and limits'],
  ['upload', 'Upload'],
  ['quarantine', 'Quarantine'],
  ['models', 'Models'],
  ['pipelines', 'Pipelines'],
  ['reports', 'Reports'],
  ['settings', 'Settings'],
  ['tokens', 'Tokens'],
] as const;

for (const [at, heading] of PAGES)
  test(`shows the page ${heading} of the app`, async ({ gotoAppPage, page }, info) => {
    await gotoAppPage({ pluginId: 'wellhead-app', path: at === '' ? '' : `/${at}` });
    await expect(page.getByRole('heading', { name: heading, exact: true, level: 1 })).toBeVisible();
    await expect(page.getByText(/^(Loading|Asking)/)).toHaveCount(0);
    await expect(page.getByTestId('data-testid Alert error')).toHaveCount(0);
    await keepPicture(page, info, `page-${at === '' ? 'start' : at}`);
  });
