import type { Locator, Page } from '@playwright/test';
import { expect, test } from './faults.js';
import { keepPicture, SOURCE } from './grafana-of-run.js';

/** Chooses from one of the lists of our editors. */
async function choose(page: Page, field: Locator, option: string): Promise<void> {
  await field.click();
  await field.fill(option);
  await page.getByRole('option', { name: option }).first().click();
}

test('says on its own page that every dependency answers', async ({ gotoDataSourceConfigPage, page }, info) => {
  await gotoDataSourceConfigPage('wellhead');
  await expect(page.getByRole('heading', { name: 'How Grafana finds the backend' })).toBeVisible();
  const answered = page.waitForResponse((response) => response.url().includes(`${SOURCE}/health`));
  await page
    .getByTestId('data-testid Data source settings page Save and Test button')
    .or(page.getByRole('button', { name: 'Test' }))
    .click();
  expect((await answered).status()).toBe(200);
  await expect(page.getByText('Wellhead answers')).toBeVisible();
  await keepPicture(page, info, 'data-source');
});

test('answers a query of Explore, and says before what it returns', async ({ explorePage, page }, info) => {
  await explorePage.datasource.set('Wellhead');
  const row = explorePage.getQueryEditorRow('A');
  await choose(page, row.getByLabel('Ask for'), 'Telemetry');
  // One that sends every minute: Explore begins with the last hour.
  await choose(page, row.getByRole('combobox', { name: 'Signals' }), 'tms.motor_temperature');
  await page.keyboard.press('Escape');
  await expect(row.getByTestId('wellhead-explanation')).toContainText('smallest and largest reading');
  await expect(explorePage.runQuery()).toBeOK();
  await expect(explorePage.timeSeriesPanel.locator).toBeVisible();
  await keepPicture(page, info, 'explore');
});

test('answers a query of the panel editor', async ({ panelEditPage, page }, info) => {
  await panelEditPage.datasource.set('Wellhead');
  await panelEditPage.setVisualization('Table');
  await choose(page, panelEditPage.getQueryEditorRow('A').getByLabel('Ask for'), 'Age');
  // The kit knows the button by its text, which Grafana shows where there is room for it.
  const answered = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
  await page.getByRole('button', { name: 'Refresh', exact: true }).first().click();
  expect((await answered).ok()).toBe(true);
  // Grafana has two tables, and which one its version draws the kit does not know.
  const { locator } = panelEditPage.panel;
  await expect(locator.getByRole('gridcell').or(locator.getByRole('cell')).first()).toBeVisible();
  await keepPicture(page, info, 'panel-editor');
});

test('fills a variable with the assets of the catalogue', async ({ variableEditPage, page }, info) => {
  await variableEditPage.setVariableType('Query');
  await variableEditPage.datasource.set('Wellhead');
  await choose(page, page.getByRole('combobox', { name: 'Values', exact: true }), 'Assets');
  await variableEditPage.runQuery();
  await keepPicture(page, info, 'variable');
  await expect(
    variableEditPage
      .getByGrafanaSelector(
        variableEditPage.ctx.selectors.pages.Dashboard.Settings.Variables.Edit.General.previewOfValuesOption,
      )
      .first(),
  ).toBeVisible();
});

test('marks what happened as annotations', async ({ annotationEditPage, page }, info) => {
  await annotationEditPage.datasource.set('Wellhead');
  await expect(annotationEditPage.runQuery()).toBeOK();
  await keepPicture(page, info, 'annotation');
});
