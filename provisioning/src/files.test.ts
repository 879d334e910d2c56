import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { generatedFiles } from './files.js';
import { provisioningDir } from './paths.js';

const FOLDERS = ['datasources', 'plugins', 'alerting', 'dashboards', 'own-grafana'];

it('the checked-in provisioning files are what their sources give: else run npm run generate -w @wellhead/provisioning', () => {
  for (const [name, content] of generatedFiles()) {
    expect(readFileSync(path.join(provisioningDir, name), 'utf8'), name).toBe(content);
  }
});

it('no file lies beside them that nothing generates', () => {
  const present = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(provisioningDir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        path.relative(provisioningDir, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
      ),
  );
  expect(present.sort()).toEqual([...generatedFiles().keys()].sort());
});
