import { foundSchema } from '../grafana-api.js';
import { expect, test } from './faults.js';
import { adminApi } from './grafana-of-run.js';

/** A panel, a dashboard that has it, what it draws, the words of the list of visualisations, and an option that is a list, by its label. */
const PANELS = [
  ['fan chart', 'wellhead-retail-forecast', '[data-testid=fan-median][d^=M]', 'Fan chart', 'Intervals'],
  [
    'control chart',
    'wellhead-retail-control',
    '[data-testid=control-main-line][d^=M]',
    'Control chart',
    'Nelson rules',
  ],
  ['dynacard', 'wellhead-oil-dynacards', '[data-testid=dynacard-card]', 'Dynacard'],
  ['asset board', 'wellhead-oil-field', '[data-testid=asset-tile]', 'Asset board'],
] as const;

for (const [what, uid, drawn, visualization, list] of PANELS) {
  test(`draws the ${what} from data`, async ({ gotoDashboardPage, page }) => {
    const found = await adminApi().get('/api/search?type=dash-db&tag=wellhead', foundSchema);
    test.skip(!found.some((each) => each.uid === uid), `this Grafana has no dashboard ${uid}`);
    await gotoDashboardPage({ uid });
    await expect(page.locator(drawn).first()).toBeAttached();
  });

  test(`offers the ${what} in the panel editor`, async ({ dashboardPage, page }) => {
    const editor = await dashboardPage.addPanel();
    await editor.datasource.set('Wellhead');
    await editor.setVisualization(visualization);
    await expect(editor.getVisualizationName()).toHaveText(visualization);
    if (list !== undefined) await expect(page.getByRole('combobox', { name: list })).toBeAttached();
  });
}
