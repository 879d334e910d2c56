import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { REPORT_QUEUE, reportTemplateSchema } from '@wellhead/contracts';
import { addReport, installPack, openRuns } from '@wellhead/stores';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packWithFlow } from '../../../../api/testing/serve-example.js';
import { describePages } from '../../testing/describe-pages.js';
import { seriousViolations } from '../../testing/violations.js';

describePages('pages of runs, reports and tokens', ({ open, site }) => {
  /** A report of one CSV, as the pipelines keep it. */
  async function keepReport(made: { report: string; title: string; file: string; body: string }): Promise<void> {
    const kept = await fetch(`${site().origin}/api/v1/documents?name=${made.file}&kind=report`, {
      method: 'POST',
      headers: { authorization: 'Bearer editor', 'content-type': 'text/csv' },
      body: made.body,
    });
    const { id } = z.object({ id: z.string() }).parse(await kept.json());
    await addReport(site().fixture.stores.pool, {
      id: randomUUID(),
      report: made.report,
      pack: 'example',
      title: made.title,
      fromDay: '2026-02-23',
      toDay: '2026-03-01',
      madeAtMs: Date.now(),
      reason: 'flow',
      files: [{ format: 'csv', name: made.file, document: id, bytes: made.body.length }],
      deliveredTo: ['boss@example.org'],
    });
  }

  describe('pipelines', () => {
    it('shows runs and what they said, and a flow that failed is run again for its days', async () => {
      const days = { fromDay: '2026-02-27', toDay: '2026-02-28' };
      const run = await openRuns(site().fixture.stores.pool).start({
        kind: 'flow',
        name: 'daily',
        reason: 'schedule',
        detail: days,
      });
      await run.log('warn', 'load', 'shop is closed', { rows: 0 });
      await run.fail('mart.sales is missing');
      const page = await open('pipelines', 'editor');
      await page.getByRole('region', { name: 'Runs' }).last().getByRole('link', { name: 'daily' }).click();
      await page.getByText('shop is closed').waitFor();
      await page.getByRole('alert').filter({ hasText: 'mart.sales is missing' }).waitFor();
      await page.getByRole('button', { name: 'Run again' }).click();
      await page.getByText('daily was started again for 2026-02-27 to 2026-02-28').waitFor();
      await page.close();
    });

    it('back-fills days of the past', async () => {
      const page = await open('pipelines', 'editor');
      await page.getByRole('button', { name: 'Back-fill daily' }).click();
      await page.getByLabel('First day of daily').fill('2026-02-10');
      await page.getByLabel('Last day, in').fill('2026-02-01');
      await page.getByText('The last day lies before the first.').waitFor();
      await page.getByLabel('Last day, in').fill('2026-02-11');
      await page.getByRole('button', { name: 'Back-fill these days' }).click();
      await page.getByText('daily was started').waitFor();
      const { rows } = await site().fixture.stores.pool.query(
        `select data from pgboss.job where data ->> 'fromDay' = '2026-02-10'`,
      );
      expect(rows).toEqual([{ data: { fromDay: '2026-02-10', toDay: '2026-02-11', reason: 'demand' } }]);
      await page.close();
    });

    it('runs a flow now', async () => {
      const page = await open('pipelines', 'editor');
      await page.getByRole('button', { name: 'Run daily now' }).click();
      await page.getByText('daily was started: its run appears below').waitFor();
      const { rows } = await site().fixture.stores.pool.query(
        `select data from pgboss.job where name = 'flow-daily' and data = '{"reason":"demand"}'`,
      );
      expect(rows).toHaveLength(1);
      await page.close();
    });

    it('a viewer starts nothing', async () => {
      const page = await open('pipelines');
      await page.getByRole('rowheader', { name: /^Daily/ }).waitFor();
      expect(await page.getByRole('button', { name: /^(Run|Back-fill) / }).count()).toBe(0);
      await page.close();
    });
  });

  describe('reports', () => {
    it('a made report is downloaded as it is kept', async () => {
      await keepReport({
        report: 'example-week',
        title: 'The week, 2026-02-23 … 2026-03-01',
        file: 'week.csv',
        body: 'Figure,Value\r\nSales,350.75\r\n',
      });
      const page = await open('reports', 'admin');
      await page.getByRole('rowheader', { name: /^The week/ }).waitFor();
      await page.getByText('No pack brings a report.').waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download week.csv' }).click(),
      ]);
      expect(await readFile(await download.path(), 'utf8')).toBe('Figure,Value\r\nSales,350.75\r\n');
      await page.close();
    });
  });

  describe('making a report', () => {
    const order = { report: 'well-week', fromDay: '2026-02-20', day: '2026-02-22', asset: 'well-101' };

    it('has one made of an asset and of days, which is downloaded when it is there', async () => {
      const { pool } = site().fixture.stores;
      const template = reportTemplateSchema.parse({
        name: 'well-week',
        title: 'Week of {asset}',
        period: 'week',
        of: 'well',
        sections: [{ kind: 'text', title: 'Remarks', text: 'Nothing happened.' }],
      });
      await installPack(pool, { ...packWithFlow, manifest: { ...packWithFlow.manifest, reports: [template] } });
      const asked: unknown[] = [];
      // Stands for the pipelines, whose own tests make real reports.
      await site().jobs.work(REPORT_QUEUE, async ({ data }) => {
        asked.push(data);
        await keepReport({
          report: 'well-week',
          title: 'Week of Well 101',
          file: 'well-101.csv',
          body: 'Oil\r\n40.5\r\n',
        });
        return {};
      });
      const page = await open('reports', 'admin');
      await page.getByRole('rowheader', { name: /^Week of Well 101 well-week, pack example/ }).waitFor();
      await page.getByLabel('From (empty: a period)').fill(order.fromDay);
      await page.getByLabel('Until (empty: the last full period)').fill(order.day);
      await page.getByRole('button', { name: 'Make well-week' }).click();
      await page.getByText('well-week is being made').waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download well-101.csv' }).click(),
      ]);
      expect(await readFile(await download.path(), 'utf8')).toBe('Oil\r\n40.5\r\n');
      expect(asked).toMatchObject([{ ...order, reason: 'demand' }]);
      await page.close();
    });

    it('a viewer makes none', async () => {
      const page = await open('reports');
      await page
        .getByRole('rowheader', { name: /^Week of Well 101/ })
        .first()
        .waitFor();
      expect(await page.getByRole('button', { name: /^Make/ }).count()).toBe(0);
      await page.close();
    });
  });

  describe('tokens', () => {
    it('an admin makes a token, sees it once, and revokes it', async () => {
      const page = await open('tokens', 'admin');
      await page.getByRole('button', { name: 'New token' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('till 9');
      await page.getByRole('textbox', { name: 'Only as these sources' }).fill('till-9, till-10');
      await page.getByRole('button', { name: 'Make token' }).click();
      const token = (await page.getByTestId('wellhead-token').textContent()) ?? '';
      await page.getByRole('rowheader', { name: 'till 9' }).waitFor();
      const wrote = await fetch(`${site().origin}/api/v2/write?bucket=wellhead`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'x-wellhead-source': 'till-9' },
        body: 'till,asset=till-9 sales=1',
      });
      expect([token.slice(0, 3), wrote.status]).toEqual(['wh_', 204]);
      await page.reload();
      const row = page.getByRole('row', { name: /till 9/ });
      expect(await row.textContent()).toContain('sources till-9, till-10');
      expect(await page.getByText(token).count()).toBe(0);
      await row.getByRole('button', { name: 'Revoke till 9' }).click();
      await row.getByRole('button', { name: 'Revoke', exact: true }).click();
      await page.getByText('till 9 is revoked').waitFor();
      await page.getByRole('rowheader', { name: 'till 9' }).waitFor({ state: 'detached' });
      await page.close();
    });

    it('others are told who manages tokens, and get no list', async () => {
      const page = await open('tokens', 'editor');
      await page.getByText('Tokens are managed by admins').waitFor();
      expect(await page.getByRole('table').count()).toBe(0);
      await page.close();
    });
  });

  it.each([
    ['pipelines', 'tbody th', 'light'],
    ['tokens', 'tbody th', 'dark'],
    ['reports', 'tbody th', 'light'],
  ])('%s can be used by everyone: no serious axe violation (%s, %s)', async (path, ready, theme) => {
    const page = await open(path, 'admin', theme);
    await page.waitForSelector(ready);
    expect(await seriousViolations(page)).toEqual([]);
    await page.close();
  });
});
