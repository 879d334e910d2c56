import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPlugins, pluginsDist } from '../../../build/build-plugins.mjs';

const panels = ['fanchart', 'controlchart', 'dynacard', 'assetboard'].map((name) => `panels/${name}`);
const modules = ['module.js', ...['datasource', ...panels].map((name) => `${name}/module.js`)];
const quiet = { log: () => undefined };

beforeAll(async () => {
  await buildPlugins(quiet);
});

describe('the built plugins', () => {
  it.each(modules)(
    '%s leaves React to Grafana, and does not ask for react/jsx-runtime, which Grafana 12.0 lacks',
    (file) => {
      const source = readFileSync(path.join(pluginsDist, file), 'utf8');
      expect(source).not.toMatch(/react\/jsx-(dev-)?runtime/);
      expect(source).not.toContain('ReactCurrentOwner');
      expect(source).toMatch(/^define\(\[[^\]]*"react"/);
    },
  );

  it.each(modules)('%s is small: no schema library came along', (file) => {
    expect(statSync(path.join(pluginsDist, file)).size).toBeLessThan(80_000);
  });

  it.each(panels)('leave %s below 40 kB when it is sent compressed', (panel) => {
    expect(gzipSync(readFileSync(path.join(pluginsDist, panel, 'module.js'))).length).toBeLessThan(40_000);
  });

  it('have version and date filled in, and only known placeholders', () => {
    for (const folder of ['.', 'datasource', ...panels]) {
      const file = `${folder}/plugin.json`;
      const text = readFileSync(path.join(pluginsDist, file), 'utf8');
      expect(text).not.toMatch(/%[A-Z_]+%/);
      expect(JSON.parse(text)).toMatchObject({
        info: {
          version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
          updated: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        },
        dependencies: { grafanaDependency: '>=12.0.0' },
      });
    }
  });

  it('bring the backend locator, executable, under every name that Grafana looks for', () => {
    const dir = path.join(pluginsDist, 'datasource');
    const found = readdirSync(dir).filter((name) => name.startsWith('gpx_wellhead_'));
    expect(found.sort()).toEqual(
      ['darwin_amd64', 'darwin_arm64', 'linux_amd64', 'linux_arm64'].map((os) => `gpx_wellhead_${os}`),
    );
    for (const name of found) {
      expect(statSync(path.join(dir, name)).mode & 0o111).toBe(0o111);
      expect(readFileSync(path.join(dir, name), 'utf8')).toMatch(/^#!\/bin\/sh/);
    }
  });

  it('are not built again while nothing has changed', async () => {
    expect(await buildPlugins(quiet)).toBe(false);
  });

  it('keep every text that a user of Grafana reads', () => {
    const here = path.dirname(fileURLToPath(import.meta.url));
    for (const name of [
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
      ...panels.map((panel) => `${panel}/README.md`),
      'img/logo.svg',
    ]) {
      expect(statSync(path.join(here, '../../../wellhead-app/dist', name)).size).toBeGreaterThan(100);
    }
  });
});
