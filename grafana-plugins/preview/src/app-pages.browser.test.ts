import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { FORECAST_QUEUE, type LimitInForceAnswer, type Quarantined, type Role } from '@wellhead/contracts';
import { addReport, openModelRegistry, openRuns, saveScores } from '@wellhead/stores';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildAll } from '../../build/build-plugins.mjs';
import { browserMissing, openChromium } from '../testing/chromium.js';
import { startPagesSite, type PagesSite } from '../testing/pages-site.js';
import { seriousViolations } from '../testing/violations.js';

if (browserMissing) console.log(browserMissing);

describe.skipIf(browserMissing)('the pages of the app, on the real API', () => {
  let site: PagesSite;
  let browser: Awaited<ReturnType<typeof openChromium>>;
  beforeAll(async () => {
    await buildAll({ log: () => undefined });
    site = await startPagesSite();
    browser = await openChromium({ width: 1366, height: 768 });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(path: string, role: Role = 'viewer', theme = 'dark'): Promise<Page> {
    const page = await browser.context.newPage();
    if (role !== 'viewer')
      await page.addInitScript((token) => sessionStorage.setItem('wellhead-token', token), role as string);
    await page.goto(`${site.origin}/?theme=${theme}#/app/${path}`);
    return page;
  }
  const answer = async <T>(path: string): Promise<T> => (await (await fetch(`${site.url}${path}`)).json()) as T;

  describe('assets and limits', () => {
    it('a viewer finds an asset by a signal of it, and may try a limit but not set it', async () => {
      const page = await open('assets');
      await page.getByRole('textbox', { name: 'Search assets and signals' }).fill('pressure');
      await page.getByRole('link', { name: /^Well 101/ }).click();
      await page.getByRole('rowheader', { name: /^Motor temperature/ }).waitFor();
      await page.getByRole('button', { name: 'Limits of Motor temperature' }).click();
      await page.getByRole('button', { name: 'Try high limit' }).click();
      await page.getByRole('textbox', { name: /^New high limit/ }).fill('102');
      await page.getByRole('button', { name: 'What would have fired?' }).click();
      const preview = await page.getByRole('form', { name: 'high limit' }).getByRole('status').textContent();
      expect(preview).toContain('Limit breached now: would have fired 1 time, and would fire now.');
      expect(await page.getByRole('button', { name: 'Set limit' }).count()).toBe(0);
      await page.close();
    });

    it('an editor sets a limit and sees the change with who made it', async () => {
      const page = await open('assets/well-101', 'editor');
      await page.getByRole('button', { name: 'Limits of Motor temperature' }).click();
      await page.getByRole('button', { name: 'Change high limit' }).click();
      await page.getByRole('textbox', { name: /^New high limit/ }).fill('127,5');
      await page.getByRole('button', { name: 'Set limit' }).click();
      await page.getByRole('region', { name: 'Changes of limits' }).getByRole('rowheader').first().waitFor();
      const change = await page
        .getByRole('region', { name: 'Changes of limits' })
        .locator('tbody tr')
        .allTextContents();
      expect(change[0]).toMatch(/editorhigh130 °C127\.5 °C$/);
      expect(await answer<LimitInForceAnswer[]>('/limits?signal=esp.temperature')).toMatchObject([
        { kind: 'high', value: 127.5, changedBy: 'editor' },
      ]);
      await page.close();
    });

    it('a page that is not there is said to be not there', async () => {
      const page = await open('nowhere');
      await page.getByText('Wellhead has no page “nowhere”').waitFor();
      await page.close();
    });
  });

  describe('quarantine', () => {
    const send = (lines: string) =>
      fetch(`${site.origin}/api/v2/write?bucket=wellhead&precision=s`, {
        method: 'POST',
        headers: { authorization: 'Bearer editor' },
        body: lines,
      });
    const openRows = () => answer<Quarantined[]>('/quarantine?state=open');

    it('an editor corrects a refused line and lets it in again', async () => {
      await send('esp,asset=well-101 temperature=warm 1772366000');
      const page = await open('quarantine', 'editor');
      await page.getByRole('button', { name: /^Open row/ }).click();
      const text = page.getByRole('textbox', { name: 'As it should be' });
      await text.fill((await text.inputValue()).replace('warm', '99.5'));
      await page.getByRole('button', { name: 'Correct and let in' }).click();
      await page.getByText('Nothing here').waitFor();
      expect(await openRows()).toEqual([]);
      expect(await answer<Quarantined[]>('/quarantine?state=replayed')).toMatchObject([
        { raw: expect.stringContaining('warm'), corrected: expect.stringContaining('99.5'), changedBy: 'editor' },
      ]);
      await page.close();
    });

    it('lets in all that fit a filter, and lays others to rest for a reason', async () => {
      await send('esp,asset=well-101 temperature=cold 1772366001\nesp,asset=well-101 temperature=hot 1772366002');
      const page = await open('quarantine', 'editor');
      await page.getByRole('textbox', { name: 'Reason contains' }).fill('no such reason');
      await page.getByRole('button', { name: 'Filter' }).click();
      await page.getByText('Nothing here').waitFor();
      await page.getByRole('textbox', { name: 'Reason contains' }).fill('');
      await page.getByRole('button', { name: 'Filter' }).click();
      await page.getByRole('button', { name: 'Let in all that fit' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Let in' }).click();
      await page.getByText('0 rows let in, 2 rows refused again').waitFor();
      for (const box of await page.getByRole('checkbox').all()) await box.check({ force: true });
      await page.getByRole('button', { name: 'Lay chosen to rest' }).click();
      await page.getByRole('textbox', { name: /^Why 2 rows/ }).fill('the sensor was being tested');
      await page.getByRole('button', { name: 'Lay to rest', exact: true }).click();
      await page.getByText('Nothing here').waitFor();
      expect(await answer<Quarantined[]>('/quarantine?state=dismissed')).toMatchObject([
        { settledReason: 'the sensor was being tested', changedBy: 'editor' },
        { settledReason: 'the sensor was being tested', changedBy: 'editor' },
      ]);
      await page.close();
    });

    it('a viewer sees rows and reasons and is offered nothing', async () => {
      await send('esp,asset=well-101 temperature=odd 1772366003');
      const page = await open('quarantine');
      await page.getByRole('button', { name: /^Open row/ }).click();
      await page.getByRole('textbox', { name: 'What came' }).waitFor();
      expect(await page.getByRole('button', { name: /let in|rest|correct/i }).count()).toBe(0);
      await page.close();
    });
  });

  describe('pipelines', () => {
    it('shows runs and what they said, and a flow that failed is run again for its days', async () => {
      const days = { fromDay: '2026-02-27', toDay: '2026-02-28' };
      const run = await openRuns(site.fixture.stores.pool).start({
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
      const { rows } = await site.fixture.stores.pool.query(
        `select data from pgboss.job where data ->> 'fromDay' = '2026-02-10'`,
      );
      expect(rows).toEqual([{ data: { fromDay: '2026-02-10', toDay: '2026-02-11', reason: 'demand' } }]);
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
      const kept = await fetch(`${site.origin}/api/v1/documents?name=week.csv&kind=report`, {
        method: 'POST',
        headers: { authorization: 'Bearer editor', 'content-type': 'text/csv' },
        body: 'Figure,Value\r\nSales,350.75\r\n',
      });
      const { id } = z.object({ id: z.string() }).parse(await kept.json());
      await addReport(site.fixture.stores.pool, {
        id: randomUUID(),
        report: 'example-week',
        pack: 'example',
        title: 'The week, 2026-02-23 … 2026-03-01',
        fromDay: '2026-02-23',
        toDay: '2026-03-01',
        madeAtMs: Date.now(),
        reason: 'flow',
        files: [{ format: 'csv', name: 'week.csv', document: id, bytes: 30 }],
        deliveredTo: ['boss@example.org'],
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

  describe('tokens', () => {
    it('an admin makes a token, sees it once, and revokes it', async () => {
      const page = await open('tokens', 'admin');
      await page.getByRole('button', { name: 'New token' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('till 9');
      await page.getByRole('textbox', { name: 'Only as these sources' }).fill('till-9, till-10');
      await page.getByRole('button', { name: 'Make token' }).click();
      const token = (await page.getByTestId('wellhead-token').textContent()) ?? '';
      const wrote = await fetch(`${site.origin}/api/v2/write?bucket=wellhead`, {
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

  describe('upload', () => {
    const CSV = 'Time;Well;Temperature\n25.11.2026 12:00;well-101;71,5\n25.11.2026 12:01;well-101;hot\n';
    const MAPPING = `source: lab
csv: { decimal: ',' }
time: { column: Time, format: dd.mm.yyyy }
readings:
  form: wide
  asset: { column: Well }
  columns:
    - { column: Temperature, signal: esp.temperature }
`;

    it('an editor drops a file, maps it, tries it, takes it in, and sees each bad row with its reason', async () => {
      const page = await open('upload', 'editor');
      await page.locator('input[type=file]').setInputFiles({
        name: 'Wells 1.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(CSV),
      });
      await page.getByText('Wells 1.csv, 83 bytes').waitFor();
      await page.getByRole('button', { name: 'New mapping' }).click();
      await page.getByRole('textbox', { name: 'How the file is read' }).fill('source: lab');
      await page.getByRole('button', { name: 'Save mapping' }).click();
      await page.getByText(/Nothing was saved: .*expected either readings or records/).waitFor();
      await page.getByRole('textbox', { name: 'How the file is read' }).fill(MAPPING);
      await page.getByRole('button', { name: 'Save mapping' }).click();
      await page.getByRole('form', { name: 'New mapping' }).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Try', exact: true }).click();
      await page.getByText('Of the first 2 rows 1 would be accepted, 0 marked, 1 refused.').waitFor();
      expect(await page.getByRole('region', { name: 'First rows' }).textContent()).toContain(
        'well-101 esp.temperature = 71.5',
      );
      await page.getByRole('button', { name: 'Take in' }).click();
      await page.getByText('done: 1 rows stored, 1 refused').waitFor();
      await page.getByRole('button', { name: 'Refused rows of Wells 1.csv' }).click();
      await page.getByRole('region', { name: 'Refused rows' }).getByText(/hot/).first().waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download bad rows' }).click(),
      ]);
      expect(await readFile(await download.path(), 'utf8')).toMatch(/25\.11\.2026 12:01;well-101;hot;.+/);
      await page.close();
    });

    it('a form made of the schema enters a record, and says what is missing', async () => {
      const page = await open('upload', 'editor');
      await page.getByRole('radio', { name: 'a form' }).check({ force: true });
      await page.getByRole('combobox', { name: 'Record type' }).click();
      await page.getByRole('option', { name: /lab_results/ }).click();
      await page.getByLabel('sample_id *').fill('17');
      await page.getByRole('button', { name: 'Enter record' }).click();
      await page.getByText('is needed').waitFor();
      await page.getByLabel('taken_on *').fill('2026-03-01');
      await page.getByLabel('value').fill('3,25');
      await page.getByLabel('curve').fill('1;2;3');
      await page.getByRole('button', { name: 'Enter record' }).click();
      await page.getByText('The record is entered').waitFor();
      const stored = async () =>
        (await site.fixture.stores.pool.query('select sample_id, value, curve from stg.lab_results')).rows;
      await expect.poll(stored).toEqual([{ sample_id: '17', value: '3.25', curve: [1, 2, 3] }]);
      await page.close();
    });

    it('a viewer is told who enters data', async () => {
      const page = await open('upload');
      await page.getByText('Data is entered by editors').waitFor();
      expect(await page.locator('input[type=file]').count()).toBe(0);
      await page.close();
    });
  });

  describe('models', () => {
    beforeAll(async () => {
      const { pool } = site.fixture.stores;
      const score = {
        asset: 'well-101',
        measurement: 'esp',
        field: 'temperature',
        scoredAtMs: Date.now(),
        runId: 'run',
      };
      const coverage = { '0.5': { hit: 51, n: 100 }, '0.8': { hit: 79, n: 100 }, '0.95': { hit: 94, n: 100 } };
      await saveScores(pool, [
        { ...score, model: 'holt-winters@2', champion: true, mase: 0.71, wape: 0.1, pinball: 2, origins: 80, coverage },
        { ...score, model: 'seasonal-naive@1', champion: false, mase: 1, wape: 0.2, pinball: 3, origins: 80, coverage },
      ]);
      await openModelRegistry(pool).register({
        name: 'pump',
        kind: 'soft-sensor',
        bytes: new Uint8Array(3),
        card: { describes: 'Flow from pressure' },
        by: 'ann',
        reason: 'uploaded',
      });
    });

    it('shows how good each model is, how honest its intervals are, and what was believed when', async () => {
      const page = await open('models');
      const card = page.getByRole('region', { name: 'Scorecard' }).last();
      await card.getByRole('rowheader', { name: 'holt-winters@2 champion' }).waitFor();
      expect(await card.getByRole('rowheader').allTextContents()).toEqual([
        'holt-winters@2 champion',
        'seasonal-naive@1 ',
      ]);
      await page.getByRole('img', { name: /holt-winters@2: 51 % of 50 %, 79 % of 80 %, 94 % of 95 %/ }).waitFor();
      await page.getByText('calibrated on 80 origins').waitFor();
      expect(await page.getByRole('button', { name: /Promote|Retire|Bring/ }).count()).toBe(0);
      await page.close();
    });

    it('an editor promotes a candidate for a reason, past the gate only by an own tick', async () => {
      const page = await open('models', 'editor');
      await page.getByRole('button', { name: 'Promote pump@1' }).click();
      await page.getByRole('textbox', { name: 'Why pump@1 shall be champion' }).fill('tried on the test bench');
      expect(await page.getByRole('button', { name: 'Make champion' }).isDisabled()).toBe(true);
      await page.getByRole('checkbox', { name: 'Although it has no back-test' }).check({ force: true });
      await page.getByRole('button', { name: 'Make champion' }).click();
      await page.getByRole('row', { name: /pump@1.*champion/ }).waitFor();
      await page.getByRole('button', { name: 'History of pump' }).click();
      await page.getByText('tried on the test bench (although it has no back-test)').waitFor();
      await page.close();
    });

    it('a file that is no model is refused with what is wrong with the manifest', async () => {
      const page = await open('models', 'editor');
      await page.getByRole('button', { name: 'Bring a model' }).click();
      await page.locator('input[type=file]').setInputFiles({
        name: 'x.onnx',
        mimeType: 'application/octet-stream',
        buffer: Buffer.from('x'),
      });
      await page.getByRole('textbox', { name: 'Manifest' }).fill('{ "kind": "soft-sensor", "name": "Pump" }');
      await page.getByRole('button', { name: 'Bring it' }).click();
      await page.getByText(/The manifest cannot be used: name: .*found Pump/).waitFor();
      await page.close();
    });
  });

  describe('settings', () => {
    it('an editor writes a model configuration by a form, and its history tells who and why', async () => {
      const page = await open('settings', 'editor');
      await page.getByRole('button', { name: 'New configuration' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('hot-wells');
      await page.getByRole('textbox', { name: 'Signals' }).fill('temperature');
      await page.getByRole('textbox', { name: 'Why' }).fill('summer');
      await page.getByRole('button', { name: 'Save configuration' }).click();
      await page.getByText('“temperature”: expected an asset').waitFor();
      await page.getByRole('textbox', { name: 'Signals' }).fill('well-* esp.temperature');
      await page.getByRole('textbox', { name: 'Horizon in steps' }).fill('48');
      await page.getByRole('button', { name: 'Save configuration' }).click();
      await page.getByRole('row', { name: /hot-wells.*well-\* esp\.temperature.*1.*48/ }).waitFor();
      await page.getByRole('button', { name: 'History of hot-wells' }).click();
      await page.getByRole('row', { name: /editor.*summer/ }).waitFor();
      await page.close();
    });

    it('forecasts now: the page waits for the job and says what became of it', async () => {
      await site.jobs.work(FORECAST_QUEUE, () => Promise.resolve({}));
      const page = await open('settings', 'editor');
      await page.getByRole('button', { name: 'Forecast now' }).click();
      await page.getByText('All signals with a horizon are forecast anew').waitFor();
      await page.close();
    });

    it('a viewer sees configurations and starts nothing', async () => {
      const page = await open('settings');
      await page.getByRole('rowheader', { name: 'hot-wells' }).waitFor();
      expect(await page.getByRole('button', { name: /now|New|Save|Change/ }).count()).toBe(0);
      await page.close();
    });
  });

  it.each([
    ['settings', 'tbody th', 'dark'],
    ['models', 'tbody th', 'light'],
    ['upload', 'button', 'dark'],
    ['assets/well-101', 'tbody th', 'dark'],
    ['assets/well-101', 'tbody th', 'light'],
    ['quarantine', 'tbody th', 'dark'],
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
