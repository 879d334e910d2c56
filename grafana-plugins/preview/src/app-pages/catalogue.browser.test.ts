import { MODEL_QUEUE, type LimitInForceAnswer } from '@wellhead/contracts';
import { openModelRegistry, saveScores } from '@wellhead/stores';
import { beforeAll, describe, expect, it } from 'vitest';
import { octaneManifest } from '../../../../api/testing/octane-manifest.js';
import { describePages } from '../../testing/describe-pages.js';
import { seriousViolations } from '../../testing/violations.js';

describePages('pages of assets and models', ({ open, answer, site }) => {
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

    it('an editor brings a model, tries it and retires it, each told by who did it', async () => {
      const registry = openModelRegistry(site().fixture.stores.pool);
      const asked: unknown[] = [];
      // Stands for the forecaster, whose own tests bring real files.
      await site().jobs.work(MODEL_QUEUE, async ({ data }) => {
        asked.push(data);
        if ((data as { kind: string }).kind === 'back-test') return {};
        const bytes = new Uint8Array(3);
        const card = { describes: octaneManifest.describes };
        await registry.register({ name: 'octane', kind: 'soft-sensor', bytes, card, by: 'editor', reason: 'uploaded' });
        return { kind: 'registered', name: 'octane', version: 1, status: 'candidate' };
      });
      const page = await open('models', 'editor');
      await page.getByRole('button', { name: 'Bring a model' }).click();
      const form = page.getByRole('form', { name: 'Bring a model' });
      const file = { name: 'octane.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from('an ONNX file') };
      await form.locator('input[type=file]').setInputFiles(file);
      await form.getByRole('textbox', { name: 'Manifest' }).fill(JSON.stringify(octaneManifest));
      await form.getByRole('button', { name: 'Bring it' }).click();
      await form.getByText('octane.onnx is registered as a candidate: try it, then promote it').waitFor();
      const { rows } = await site().fixture.stores.pool.query('select bytes from ops.model_uploads');
      expect(rows).toEqual([{ bytes: file.buffer }]);
      await page.getByRole('button', { name: 'Try octane@1' }).click();
      await page.getByText('octane@1 was tried: its figures are below').waitFor();
      expect(asked).toMatchObject([
        { kind: 'check' },
        { kind: 'back-test', name: 'octane', version: 1, by: 'editor', promote: true },
      ]);
      await page.getByRole('button', { name: 'Retire octane@1' }).click();
      await page.getByRole('textbox', { name: 'Why octane@1 is retired' }).fill('the analyser was sold');
      await page.getByRole('button', { name: 'Retire', exact: true }).click();
      await page.getByRole('row', { name: /^octane@1.*retired/ }).waitFor();
      await page.getByRole('button', { name: 'History of octane' }).click();
      await page.getByRole('row', { name: /candidate → retired.*editor.*the analyser was sold/ }).waitFor();
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

  it.each([
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
