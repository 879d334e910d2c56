import { FORECAST_QUEUE, type LimitInForceAnswer } from '@wellhead/contracts';
import { openModelRegistry, openRuns, saveScores } from '@wellhead/stores';
import { beforeAll, describe, expect, it } from 'vitest';
import { describePages } from '../../testing/describe-pages.js';
import { seriousViolations } from '../../testing/violations.js';

describePages('pages of assets, models and settings', ({ open, answer, site }) => {
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

  describe('models', () => {
    beforeAll(async () => {
      const { pool } = site().fixture.stores;
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
      await page.getByRole('checkbox', { name: '80 %' }).check({ force: true });
      await page.getByRole('button', { name: 'Save configuration' }).click();
      await page.getByRole('row', { name: /hot-wells.*well-\* esp\.temperature.*1.*48.*80 %/ }).waitFor();
      await page.getByRole('button', { name: 'History of hot-wells' }).click();
      await page.getByRole('row', { name: /editor.*summer/ }).waitFor();
      await page.close();
    });

    it('forecasts now: the page shows how far the run has come, also after a reload, and says what became of it', async () => {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      const progress = { phase: 'forecasts', phasesDone: 0, phases: 3, subject: null, done: 250, total: 1_000 };
      await site().jobs.work(FORECAST_QUEUE, async ({ id }) => {
        const run = await openRuns(site().fixture.stores.pool).start({
          id,
          kind: 'forecast',
          name: 'example',
          reason: 'demand',
        });
        await run.report({ progress: { ...progress, of: 'forecasts', toldAtMs: Date.now() } });
        await released;
        await run.succeed({});
        return {};
      });
      const page = await open('settings', 'editor');
      await page.getByRole('button', { name: 'Forecast now' }).click();
      await page.getByText('forecasting (1 of 3): 250 of 1000 forecasts').waitFor();
      const bar = page.getByRole('progressbar', { name: 'Forecast example' });
      expect(Number(await bar.getAttribute('value'))).toBeCloseTo(1 / 12);
      const viewer = await open('settings');
      await viewer.getByRole('progressbar', { name: 'Forecast example' }).waitFor();
      await viewer.close();
      release();
      await page.getByText('All signals with a horizon are forecast anew').waitFor();
      await page.close();
    });

    it('an editor sets how often a pack is forecast, and gives it back to the pack', async () => {
      const page = await open('settings', 'editor');
      const part = page.getByRole('region', { name: 'Forecast schedules', exact: true }).first();
      const choose = async (choice: string): Promise<void> => {
        await part.getByRole('combobox', { name: 'Example field' }).click();
        await page.getByRole('option', { name: choice }).click();
        await part.getByRole('button', { name: 'Save schedules' }).click();
      };
      const everyMs = async () =>
        (await answer<{ name: string; forecastEveryMs: number }[]>('/packs')).find(({ name }) => name === 'example')
          ?.forecastEveryMs;
      const before = await everyMs();
      await choose('every 2 hours');
      await part.getByText('From ten seconds from now: example every 2 hours').waitFor();
      expect(await everyMs()).toBe(7_200_000);
      await part.getByText('History', { exact: true }).click();
      await part.getByRole('row', { name: /editor.*example every 2 hours/ }).waitFor();
      await choose('as the pack has it');
      await part.getByText('From ten seconds from now: all as their packs have it').waitFor();
      expect(await everyMs()).toBe(before);
      await page.close();
    });

    it('an editor says how long signals may be silent, and takes it back', async () => {
      const page = await open('settings', 'editor');
      await page.getByRole('button', { name: 'New silence time' }).click();
      const form = page.getByRole('form', { name: 'Silence time' });
      await form.getByRole('combobox', { name: 'Signal' }).click();
      await page.getByRole('option', { name: 'esp.temperature' }).click();
      expect(await form.getByRole('button', { name: 'Save silence time' }).isDisabled()).toBe(true);
      await form.getByRole('textbox', { name: 'Overdue after, minutes' }).fill('90');
      await form.getByRole('button', { name: 'Save silence time' }).click();
      await page.getByRole('row', { name: /\* esp\.temperature.*1\.50 hours/ }).waitFor();
      const rules = async () =>
        (await answer<{ name: string; value: unknown }[]>('/settings')).find(({ name }) => name === 'silence-times');
      expect(await rules()).toMatchObject({
        value: { rules: [{ asset: '*', measurement: 'esp', field: 'temperature', afterMinutes: 90 }] },
      });
      const viewer = await open('settings');
      await viewer.getByRole('rowheader', { name: '* esp.temperature' }).waitFor();
      expect(await viewer.getByRole('button', { name: /silence time/ }).count()).toBe(0);
      await viewer.close();
      await page.getByRole('button', { name: 'Remove the silence time of * esp.temperature' }).click();
      await page.getByText('There is none: a signal is overdue after three of its intervals').waitFor();
      expect(await rules()).toMatchObject({ value: { rules: [] } });
      await page.close();
    });

    it('an editor switches an alert rule off and on, and the history tells who', async () => {
      const page = await open('settings', 'editor');
      await page.getByRole('switch', { name: 'Anomaly speaks' }).click({ force: true });
      await page.getByText('“Anomaly” is off from the next evaluation').waitFor();
      const off = async () =>
        (await answer<{ uid: string; off: boolean }[]>('/alert-rules')).filter((rule) => rule.off);
      expect(await off()).toMatchObject([{ uid: 'wellhead-anomaly' }]);
      const rules = page.getByRole('region', { name: 'Alert rules', exact: true }).first();
      await rules.getByText('History', { exact: true }).click();
      await rules.getByRole('row', { name: /editor.*off: Anomaly/ }).waitFor();
      await page.getByRole('switch', { name: 'Anomaly speaks' }).click({ force: true });
      await page.getByText('“Anomaly” is on from the next evaluation').waitFor();
      expect(await off()).toEqual([]);
      await page.close();
    });

    it('an editor says who is told of alerts; an address that is none is refused', async () => {
      const page = await open('settings', 'editor');
      const form = page.getByRole('form', { name: 'Recipients of alerts' });
      await form.getByRole('textbox', { name: 'E-mail' }).fill('nobody');
      await form.getByRole('button', { name: 'Save recipients' }).click();
      await form.getByRole('alert').getByText(/email/).waitFor();
      await form.getByRole('textbox', { name: 'E-mail' }).fill('ann@example.org');
      await form.getByRole('textbox', { name: 'Telegram' }).fill('-42');
      await form.getByRole('button', { name: 'Save recipients' }).click();
      const kept = async () =>
        (await answer<{ name: string; value: unknown }[]>('/settings')).find(({ name }) => name === 'alert-recipients')
          ?.value;
      await expect.poll(kept).toEqual({ email: ['ann@example.org'], telegram: ['-42'], slack: false, webhook: false });
      await page.close();
    });

    it('an editor watches a tag as a signal of the catalogue, and stops', async () => {
      const page = await open('settings', 'editor');
      await page.getByRole('button', { name: 'Watch a tag' }).click();
      const form = page.getByRole('form', { name: 'Watched tag' });
      await form.getByRole('textbox', { name: 'Tag' }).fill('PAD1.W101.T');
      await form.getByRole('combobox', { name: 'Asset' }).click();
      await page.getByRole('option', { name: 'well-101' }).click();
      await form.getByRole('combobox', { name: 'Signal' }).click();
      await page.getByRole('option', { name: 'esp.temperature' }).click();
      await form.getByRole('button', { name: 'Save tag' }).click();
      await page.getByRole('row', { name: /PAD1\.W101\.T.*well-101.*esp\.temperature/ }).waitFor();
      await page.getByRole('button', { name: 'Stop watching PAD1.W101.T' }).click();
      await page.getByText('No tag is watched yet.').waitFor();
      await page.getByText('History of watched tags').first().click();
      const history = page.getByRole('region', { name: 'History of watched tags' });
      await history.getByRole('row', { name: /editor.*PAD1\.W101\.T.*not watched/ }).waitFor();
      await history.getByRole('row', { name: /editor.*PAD1\.W101\.T.*well-101 esp\.temperature/ }).waitFor();
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
    ['assets/well-101', 'tbody th', 'dark'],
    ['assets/well-101', 'tbody th', 'light'],
  ])('%s can be used by everyone: no serious axe violation (%s, %s)', async (path, ready, theme) => {
    const page = await open(path, 'admin', theme);
    await page.waitForSelector(ready);
    expect(await seriousViolations(page)).toEqual([]);
    await page.close();
  });
});
