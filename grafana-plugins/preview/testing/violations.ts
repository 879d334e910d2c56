import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Grafana's time picker: the contrast of its time zone in the light theme is Grafana's own. */
const GRAFANA_OWN = '[data-testid="data-testid TimePicker Open Button"]';

/** Violations that keep somebody from using the page. */
export async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude(GRAFANA_OWN).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
