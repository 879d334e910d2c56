import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { safeName } from './archive-paths.js';
import { archiveConformance } from './conformance/archive-conformance.js';
import { openFolderArchive } from './folder-archive.js';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'wellhead-archive-'));

archiveConformance('folder', () => {
  const dir = newFolder();
  return Promise.resolve({
    archive: openFolderArchive(dir),
    reopen: () => Promise.resolve(openFolderArchive(dir)),
    everything: () =>
      Promise.resolve(
        readdirSync(dir, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ name }) => name),
      ),
    read: (path) => readFile(join(dir, path)),
    damage: (path, bytes) => writeFile(join(dir, path), bytes),
    close: () => Promise.resolve(rmSync(dir, { recursive: true })),
  });
});

it('reads nothing outside of the folder', async () => {
  const dir = newFolder();
  await expect(openFolderArchive(dir).open('../outside')).rejects.toThrow('leads out of the archive');
  rmSync(dir, { recursive: true });
});

it('makes any text a safe part of a path', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (codes) => {
      const name = safeName(String.fromCharCode(...codes));
      expect(name).not.toMatch(/[/\\]|^\.|^$/);
      expect(Array.from(name).every((char) => char >= ' ')).toBe(true);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    }),
  );
});
