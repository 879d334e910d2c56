import { FORECAST_QUEUE, TRAINING_QUEUE } from '@wellhead/contracts';
import { openRuns } from '@wellhead/stores';
import { expect, it } from 'vitest';
import { describePages } from '../../testing/describe-pages.js';
import { seriousViolations } from '../../testing/violations.js';

describePages('page of settings', ({ open, answer, site }) => {
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

  it('trains now: the page shows what is learnt and says why it failed', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await site().jobs.work(TRAINING_QUEUE, async ({ id }) => {
      const run = await openRuns(site().fixture.stores.pool).start({
        id,
        kind: 'model',
        name: 'training',
        reason: 'demand',
      });
      const progress = { phase: 'networks', phasesDone: 0, phases: 4, subject: 'mlp-1d', done: 7, total: 20 };
      await run.report({ progress: { ...progress, of: 'epochs', toldAtMs: Date.now() } });
      await released;
      await run.fail('no signal has enough history');
      throw new Error('no signal has enough history');
    });
    const page = await open('settings', 'editor');
    await page.getByRole('button', { name: 'Train now' }).click();
    await page.getByText('training networks (1 of 4), mlp-1d: 7 of 20 epochs').waitFor();
    await page.getByRole('progressbar', { name: 'Training training' }).waitFor();
    expect(await page.getByRole('button', { name: 'Train now' }).isDisabled()).toBe(true);
    release();
    await page.getByText('no signal has enough history').waitFor();
    await page.getByText('Nothing is trained or forecast just now.').waitFor();
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

  it('an editor sets when models learn, and the history tells who', async () => {
    const page = await open('settings', 'editor');
    const part = page.getByRole('region', { name: 'Training by schedule', exact: true }).first();
    const cron = part.getByRole('textbox', { name: 'Cron, UTC' });
    await cron.fill('every night');
    await part.getByText('Expected five fields').waitFor();
    expect(await part.getByRole('button', { name: 'Save schedule' }).isDisabled()).toBe(true);
    await cron.fill('30 2 * * 6');
    await part.getByRole('button', { name: 'Save schedule' }).click();
    // Still told when the form shows what was saved.
    await part.getByText(/Minute hour day month weekday; set /).waitFor();
    expect(await part.getByText('Saved: it holds within ten seconds').isVisible()).toBe(true);
    await part.getByText('History', { exact: true }).click();
    await part.getByRole('row', { name: /editor.*30 2 \* \* 6 UTC/ }).waitFor();
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
    const off = async () => (await answer<{ uid: string; off: boolean }[]>('/alert-rules')).filter((rule) => rule.off);
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
    const part = page.getByRole('region', { name: 'Recipients of alerts', exact: true }).first();
    const form = part.getByRole('form', { name: 'Recipients of alerts' });
    await form.getByRole('textbox', { name: 'E-mail' }).fill('nobody');
    await form.getByRole('button', { name: 'Save recipients' }).click();
    await part.getByRole('alert').getByText(/email/).waitFor();
    await form.getByRole('textbox', { name: 'E-mail' }).fill('ann@example.org');
    await form.getByRole('textbox', { name: 'Telegram' }).fill('-42');
    await form.getByRole('button', { name: 'Save recipients' }).click();
    const kept = async () =>
      (await answer<{ name: string; value: unknown }[]>('/settings')).find(({ name }) => name === 'alert-recipients')
        ?.value;
    await expect.poll(kept).toEqual({ email: ['ann@example.org'], telegram: ['-42'], slack: false, webhook: false });
    await part.getByText('History', { exact: true }).click();
    await part.getByRole('row', { name: /editor.*ann@example\.org/ }).waitFor();
    await part.getByText('From now on alerts are told to ann@example.org, Telegram -42').waitFor();
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

  it('can be used by everyone: no serious axe violation', async () => {
    const page = await open('settings', 'admin', 'dark');
    await page.waitForSelector('tbody th');
    expect(await seriousViolations(page)).toEqual([]);
    await page.close();
  });
});
