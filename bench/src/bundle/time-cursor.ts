import type { BrowserContext } from 'playwright-core';
import { dashboardOf } from './dashboard-of.js';

export const POINTS = 50_000;
export const CARDS = 300;

/** Panels whose cursor is moved, by the name of their figures. */
const MOVED = {
  fan_50000: dashboardOf('bench-fan', 'wellhead-fanchart-panel', [
    { refId: 'A', queryType: 'telemetry', assets: ['total'], points: POINTS },
    { refId: 'B', queryType: 'forecast', assets: ['total'] },
  ]),
  cards_300: dashboardOf(
    'bench-cards',
    'wellhead-dynacard-panel',
    [{ refId: 'A', queryType: 'dynacards', cards: CARDS }],
    {
      ghosts: CARDS,
    },
  ),
  control_50000: dashboardOf('bench-control', 'wellhead-controlchart-panel', [
    { refId: 'A', queryType: 'telemetry', assets: ['total'], points: POINTS },
  ]),
};
export const MOVED_DASHBOARDS = Object.values(MOVED);

export interface CursorFrames {
  /** Frames a second while the cursor moves. */
  readonly framesPerSecond: number;
  /** Time between two frames that 95 of 100 keep, ms; a screen of 60 Hz shows one each 16.7 ms. */
  readonly p95Ms: number;
}

/** Moves the pointer to and fro over each panel, a step each frame, and notes when frames begin. */
export async function timeCursors(
  context: BrowserContext,
  url: string,
  seconds: number,
): Promise<Readonly<Record<string, CursorFrames>>> {
  const found: Record<string, CursorFrames> = {};
  for (const [name, { uid }] of Object.entries(MOVED)) {
    const page = await context.newPage();
    await page.goto(`${url}/#/d/${uid}`);
    await page.waitForSelector('main [role=application]');
    await page.waitForTimeout(1_000);
    const { startedMs, tooltips } = (await page.evaluate(moveCursor(seconds * 1_000))) as Moved;
    if (tooltips === 0) throw new Error(`The cursor moved over ${name} and no tooltip came: nothing was measured.`);
    const spansMs = startedMs.slice(1).map((ms, at) => ms - (startedMs[at] as number));
    const sorted = [...spansMs].sort((a, b) => a - b);
    found[name] = {
      framesPerSecond: (1_000 * spansMs.length) / spansMs.reduce((sum, each) => sum + each, 0),
      p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
    };
    await page.close();
  }
  return found;
}

interface Moved {
  readonly startedMs: readonly number[];
  /** Frames in which a tooltip was there. */
  readonly tooltips: number;
}

/** Runs in the page, as text, so that no compiler puts helpers into it: resolves with the times at which frames began. */
const moveCursor = (forMs: number): string => `
  new Promise((resolve) => {
    const chart = document.querySelector('main [role=application]');
    const box = chart.getBoundingClientRect();
    const frames = [];
    let tooltips = 0;
    const step = (now) => {
      frames.push(now);
      if (document.querySelector('[data-testid=chart-tooltip]:not([hidden])')) tooltips++;
      if (now - frames[0] > ${forMs}) return resolve({ startedMs: frames, tooltips });
      const turn = (frames.length % 240) / 120;
      const part = turn > 1 ? 2 - turn : turn;
      chart.dispatchEvent(new PointerEvent('pointermove', {
        bubbles: true,
        clientX: box.left + 80 + part * (box.width - 400),
        clientY: box.top + box.height * (0.5 - 0.3 * Math.sin(part * 9)),
      }));
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`;
