import { expect, test } from './faults.js';
import { keepPicture } from './grafana-of-run.js';

const { WELLHEAD_INTAKE_URL: intake, WELLHEAD_TOKEN: token } = process.env;
const ASSET = 'esp-301';
/** Values that the demo of wells never sends, in bar. */
const VALUES = Array.from({ length: 20 }, (_, at) => 11 + at);

test('draws readings as they come, without a refresh', async ({ gotoDashboardPage, page }, info) => {
  test.skip(
    intake === undefined || token === undefined,
    'only to a Wellhead that was started for this run: set GRAFANA_HOME',
  );
  const queryParams = new URLSearchParams({
    'var-asset': ASSET,
    'var-signal': 'tms.intake_pressure',
    from: 'now-1h',
    to: 'now',
    refresh: '',
  });
  const subscribed = page.waitForEvent('websocket', (socket) => socket.url().includes('/api/live/ws'));
  await gotoDashboardPage({ uid: 'wellhead-signal', queryParams });
  await subscribed;
  const panel = page.getByTestId('data-testid Panel header Last value');
  await expect(panel).toContainText('bar');
  const drawnAfterMs: number[] = [];
  for (const value of VALUES) {
    const answer = await fetch(`${intake}/api/v2/write?bucket=wellhead`, {
      method: 'POST',
      headers: { authorization: `Token ${token}` },
      body: `tms,asset=${ASSET} intake_pressure=${value}`,
    });
    const acknowledgedMs = Date.now();
    expect(answer.status, await answer.text()).toBeLessThan(300);
    await page.waitForFunction(
      ({ at, shown }) => document.querySelector(at)?.textContent?.includes(shown),
      { at: '[data-testid="data-testid Panel header Last value"]', shown: String(value) },
      { polling: 'raf' },
    );
    drawnAfterMs.push(Date.now() - acknowledgedMs);
  }
  const sorted = drawnAfterMs.toSorted((a, b) => a - b);
  info.annotations.push({ type: 'drawn after, ms', description: `median ${sorted[10]}, p95 ${sorted[18]}` });
  console.log(`from acknowledged to drawn, ms: median ${sorted[10]}, p95 ${sorted[18]}, all ${drawnAfterMs.join(' ')}`);
  await keepPicture(page, info, 'live');
});
