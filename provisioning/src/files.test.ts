import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ALERT_RULES } from '@wellhead/contracts';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ALERT_KINDS } from './alert-kinds.js';
import { generatedFiles } from './files.js';
import { provisioningDir } from './paths.js';

const FOLDERS = ['datasources', 'plugins', 'alerting', 'dashboards', 'own-grafana'];

it('the checked-in provisioning files are what their sources give: else run npm run generate -w @wellhead/provisioning', () => {
  for (const [name, content] of generatedFiles()) {
    expect(readFileSync(path.join(provisioningDir, name), 'utf8'), name).toBe(content);
  }
});

it('no two dashboards and folders have the same uid: Grafana would keep but one', () => {
  const files = [...generatedFiles()];
  const providers = z
    .object({ providers: z.array(z.object({ folderUid: z.string() })) })
    .parse(parse(generatedFiles().get('dashboards/wellhead.yaml') ?? ''));
  const uids = [
    ...providers.providers.map(({ folderUid }) => folderUid),
    ...files
      .filter(([name]) => name.endsWith('.json'))
      .map(([, json]) => z.object({ uid: z.string() }).parse(JSON.parse(json)).uid),
  ];
  expect(uids.length).toBeGreaterThan(10);
  expect(uids.toSorted()).toEqual([...new Set(uids)].toSorted());
});

it('Settings offers to switch off exactly the rules that are provisioned', () => {
  expect(ALERT_RULES.map(({ uid, title }) => ({ uid, title }))).toEqual(
    ALERT_KINDS.map(({ uid, title }) => ({ uid, title })),
  );
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
