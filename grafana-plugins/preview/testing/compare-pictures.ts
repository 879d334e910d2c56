import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';

/** Side of the squares that are compared by their mean colour, in pixels: edges that another Chromium smooths otherwise keep their mean. */
const CELL_PIXELS = 4;
/** How far the means of a square may lie apart, of 255. */
const CELL_TOLERANCE = 32;
/** Share of squares that may differ. A line across the panel is four times as many. */
const SHARE_TOLERANCE = 0.002;

export const picturesDir = path.join(path.dirname(fileURLToPath(import.meta.url)), 'pictures');
const foundDir = path.join(tmpdir(), 'wellhead-pictures');

export type PictureOutcome =
  | { readonly kind: 'same'; readonly share: number }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'differs'; readonly message: string };

/**
 * Compares a picture with the one that is checked in under its name. Where they differ, what was found and a picture of the difference (red: the
 * squares that differ) are written below the folder for temporary files. `ACCEPT_PICTURES=1` checks in what was found.
 */
export async function comparePicture(context: BrowserContext, name: string, found: Buffer): Promise<PictureOutcome> {
  const stored = path.join(picturesDir, `${name}.png`);
  if (process.env.ACCEPT_PICTURES === '1') {
    await writeFile(stored, found);
    return { kind: 'accepted' };
  }
  const accept = `If it is as it should be: ACCEPT_PICTURES=1 npx vitest run grafana-plugins/preview/src/panel-pictures`;
  await mkdir(foundDir, { recursive: true });
  const foundFile = path.join(foundDir, `${name}-found.png`);
  if (!existsSync(stored)) {
    await writeFile(foundFile, found);
    return {
      kind: 'differs',
      message: `There is no picture ${stored} to compare with. Look at ${foundFile}. ${accept}`,
    };
  }
  const { share, difference } = await differenceOf(context, await readFile(stored), found);
  if (share <= SHARE_TOLERANCE) return { kind: 'same', share };
  const differenceFile = path.join(foundDir, `${name}-difference.png`);
  await Promise.all([writeFile(foundFile, found), writeFile(differenceFile, difference)]);
  const percent = (of: number): string => `${(of * 100).toFixed(2)} %`;
  return {
    kind: 'differs',
    message: `${name} differs from ${stored} in ${percent(share)} of its squares (${percent(SHARE_TOLERANCE)} may). Found: ${foundFile}. Difference: ${differenceFile}. ${accept}`,
  };
}

/** Share of squares of two PNGs that differ, 0 to 1, and a PNG that shows which; pictures of different sizes differ everywhere. Decoded by Chromium. */
export async function differenceOf(
  context: BrowserContext,
  stored: Buffer,
  found: Buffer,
): Promise<{ share: number; difference: Buffer }> {
  const page = await context.newPage();
  try {
    const answer = (await page.evaluate(inPage(stored.toString('base64'), found.toString('base64')))) as {
      share: number;
      png: string;
    };
    return { share: answer.share, difference: Buffer.from(answer.png.split(',')[1] ?? '', 'base64') };
  } finally {
    await page.close();
  }
}

/** Runs in the page, as text, so that no compiler puts helpers into it. */
const inPage = (stored: string, found: string): string => `(async () => {
  const pixels = async (base64) => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + base64;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = [await pixels('${stored}'), await pixels('${found}')];
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [b.width, b.height];
  const context = canvas.getContext('2d');
  context.putImageData(b, 0, 0);
  const sizes = a.width === b.width && a.height === b.height;
  let cells = 0;
  let differing = 0;
  const side = ${CELL_PIXELS};
  for (let top = 0; sizes && top < b.height; top += side)
    for (let left = 0; left < b.width; left += side) {
      const sums = [0, 0, 0];
      let count = 0;
      for (let y = top; y < Math.min(top + side, b.height); y++)
        for (let x = left; x < Math.min(left + side, b.width); x++) {
          const at = 4 * (y * b.width + x);
          for (let channel = 0; channel < 3; channel++) sums[channel] += a.data[at + channel] - b.data[at + channel];
          count++;
        }
      cells++;
      if (!sums.some((sum) => Math.abs(sum) > ${CELL_TOLERANCE} * count)) continue;
      differing++;
      context.fillStyle = 'rgba(255, 0, 0, 0.6)';
      context.fillRect(left, top, side, side);
    }
  return { share: sizes ? differing / cells : 1, png: canvas.toDataURL('image/png') };
})()`;
