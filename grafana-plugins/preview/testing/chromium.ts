import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Why browser tests cannot run here; undefined: they can. In CI a missing browser is a failure, not a reason. */
export const browserMissing: string | undefined =
  executablePath === undefined && process.env.CI !== 'true'
    ? 'skipped: no Chromium on this machine (apt-get install chromium)'
    : undefined;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Letters drawn alike whatever the settings of the machine's fonts are; for pictures that are compared. */
export const SAME_TEXT_EVERYWHERE = [
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
];

/** Chromium on a profile of its own; `close` removes the profile. */
export async function openChromium(
  viewport: { width: number; height: number } = { width: 1440, height: 900 },
  flags: readonly string[] = [],
): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  if (executablePath === undefined) throw new Error('Chromium is missing: apt-get install chromium');
  const profile = await mkdtemp(path.join(tmpdir(), 'wellhead-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport,
    args: [...FLAGS, ...flags],
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
