import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { provisioningDir } from '@wellhead/provisioning';
import { expect, it } from 'vitest';
import { composeProvisioning } from './grafana.js';

it('gives a Grafana of our own the policies beside all that any Grafana is given, also a second time', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-provisioning-'));
  try {
    const to = path.join(dir, 'provisioning');
    await composeProvisioning(provisioningDir, to);
    await composeProvisioning(provisioningDir, to);
    expect((await readdir(to)).sort()).toEqual(['alerting', 'dashboards', 'datasources', 'plugins']);
    expect((await readdir(path.join(to, 'alerting'))).sort()).toEqual([
      'wellhead-contact-points.yaml',
      'wellhead-policies.yaml',
      'wellhead-rules.yaml',
      'wellhead-templates.yaml',
    ]);
    const provider = await readFile(path.join(to, 'dashboards/wellhead.yaml'), 'utf8');
    expect(provider).toBe(await readFile(path.join(provisioningDir, 'dashboards/wellhead.yaml'), 'utf8'));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
