import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { fileMappingSchema } from '@wellhead/contracts';
import type { Quarantined } from '@wellhead/contracts';
import { describe, expect, it } from 'vitest';
import { describePages } from '../../testing/describe-pages.js';
import { seriousViolations } from '../../testing/violations.js';

describePages('pages to enter and repair data', ({ open, answer, site }) => {
  describe('quarantine', () => {
    const send = (lines: string) =>
      fetch(`${site().origin}/api/v2/write?bucket=wellhead&precision=s`, {
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

  describe('upload', () => {
    const WORKBOOK = fileURLToPath(
      new URL('../../../../ingestor/src/files/testdata/xlsx-two-sheets/input.xlsx', import.meta.url),
    );
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
      const columns = page.getByRole('region', { name: 'Columns' });
      await columns.getByRole('row', { name: /^Temperature 71,5 · hot/ }).waitFor();
      expect(await page.getByRole('combobox', { name: 'Temperature', exact: true }).inputValue()).toBe(
        'esp.temperature',
      );
      expect(await page.getByRole('combobox', { name: 'Times are written' }).inputValue()).toBe('dd.mm.yyyy');
      await page.getByRole('button', { name: 'Save mapping and try it' }).click();
      await page.getByRole('form', { name: 'New mapping' }).waitFor({ state: 'detached' });
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

    it('what a form cannot say is written as YAML, and refused with what is wrong', async () => {
      const page = await open('upload', 'editor');
      await page.locator('input[type=file]').setInputFiles({
        name: 'Wells 2.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(CSV),
      });
      await page.getByRole('button', { name: 'New mapping' }).click();
      await page.getByRole('radio', { name: 'as YAML' }).check({ force: true });
      const text = page.getByRole('textbox', { name: 'How the file is read' });
      expect(await text.inputValue()).toContain('"signal": "esp.temperature"');
      await text.fill('source: lab');
      await page.getByRole('button', { name: 'Save mapping' }).click();
      await page.getByText(/Nothing was saved: .*expected either readings or records/).waitFor();
      await text.fill(MAPPING);
      await page.getByRole('button', { name: 'Save mapping' }).click();
      await page.getByText('Of the first 2 rows 1 would be accepted, 0 marked, 1 refused.').waitFor();
      await page.close();
    });

    it('a workbook is mapped in the form too: its sheet, the row that names the columns, and what they become', async () => {
      const page = await open('upload', 'editor');
      await page.locator('input[type=file]').setInputFiles(WORKBOOK);
      await page.getByRole('button', { name: 'New mapping' }).click();
      const columns = page.getByRole('region', { name: 'Columns' });
      await columns.getByRole('row', { name: /^Pressure 101\.5 · 102 · high/ }).waitFor();
      expect(await page.getByRole('spinbutton', { name: 'Columns are named in row' }).inputValue()).toBe('2');
      expect(await page.getByRole('combobox', { name: 'Sheet' }).inputValue()).toBe('Field');
      expect(await page.getByRole('combobox', { name: 'Pressure', exact: true }).inputValue()).toBe('esp.pressure');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download mapping' }).click(),
      ]);
      const mapping = fileMappingSchema.parse(JSON.parse(await readFile(await download.path(), 'utf8')));
      expect(mapping).toMatchObject({ sheets: ['Field'], headerRow: 2 });
      await page.getByRole('button', { name: 'Save mapping and try it' }).click();
      await page.getByText('Of the first 3 rows 2 would be accepted, 0 marked, 1 refused.').waitFor();
      await page.getByRole('button', { name: 'Take in' }).click();
      await page.getByText('done: 2 rows stored, 1 refused').waitFor();
      await page.getByRole('button', { name: 'Refused rows of input.xlsx' }).click();
      await page
        .getByRole('region', { name: 'Refused rows' })
        .getByRole('row', { name: /^Field 5.*high/ })
        .waitFor();
      await page.close();
    });

    it('a list in a JSON file is mapped in the form too', async () => {
      const page = await open('upload', 'editor');
      const rows = [71.5, 'hot'].map((temperature, at) => ({
        time: `2026-11-25T12:0${at}:00Z`,
        well: 'well-101',
        sensors: { temperature },
      }));
      await page.locator('input[type=file]').setInputFiles({
        name: 'Export.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify({ site: 'north', readings: rows })),
      });
      await page.getByRole('button', { name: 'New mapping' }).click();
      await page.getByRole('row', { name: /^sensors\.temperature 71\.5 · hot/ }).waitFor();
      await page.getByRole('combobox', { name: 'sensors.temperature', exact: true }).click();
      await page.getByRole('option', { name: 'esp.temperature' }).click();
      await page.getByRole('button', { name: 'Save mapping and try it' }).click();
      await page.getByText('Of the first 2 rows 1 would be accepted, 0 marked, 1 refused.').waitFor();
      await page.getByRole('button', { name: 'Take in' }).click();
      await page.getByRole('row', { name: /^Export\.json .*done: 1 rows stored, 1 refused/ }).waitFor();
      await page.getByRole('button', { name: 'Refused rows of Export.json' }).click();
      await page.getByRole('region', { name: 'Refused rows' }).getByText(/hot/).first().waitFor();
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
        (await site().fixture.stores.pool.query('select sample_id, value, curve from stg.lab_results')).rows;
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

  it.each([
    ['upload', 'button', 'dark'],
    ['quarantine', 'tbody th', 'dark'],
  ])('%s can be used by everyone: no serious axe violation (%s, %s)', async (path, ready, theme) => {
    const page = await open(path, 'admin', theme);
    await page.waitForSelector(ready);
    expect(await seriousViolations(page)).toEqual([]);
    await page.close();
  });
});
