import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { provisioningDir } from '@wellhead/provisioning';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { composeProvisioning, findGrafana } from './grafana.js';
import { endOrphan, pidFile } from './grafana-orphan.js';

it('gives a Grafana of our own the policies beside all that any Grafana is given, also a second time', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-provisioning-'));
  try {
    const to = path.join(dir, 'provisioning');
    await composeProvisioning(provisioningDir, to, ['operations', 'retail-sales', 'a-pack-without-dashboards']);
    await composeProvisioning(provisioningDir, to, ['operations', 'retail-sales', 'a-pack-without-dashboards']);
    expect((await readdir(to)).sort()).toEqual(['alerting', 'dashboards', 'datasources', 'plugins']);
    expect((await readdir(path.join(to, 'alerting'))).sort()).toEqual([
      'wellhead-contact-points.yaml',
      'wellhead-policies.yaml',
      'wellhead-rules.yaml',
      'wellhead-templates.yaml',
    ]);
    expect((await readdir(path.join(to, 'dashboards'))).sort()).toEqual([
      'operations',
      'retail-sales',
      'wellhead.yaml',
    ]);
    const providers = await readFile(path.join(to, 'dashboards/wellhead.yaml'), 'utf8');
    expect(providers.match(/path: .*/g)).toEqual(
      ['retail-sales', 'operations'].map((name) => `path: \${GF_PATHS_PROVISIONING}/dashboards/${name}`),
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

it('adds the channels whose variables are set to the contact point, and no other', async () => {
  const to = await mkdtemp(path.join(tmpdir(), 'wellhead-provisioning-'));
  try {
    await composeProvisioning(provisioningDir, to, ['operations'], {
      GRAFANA_ALERT_SLACK_URL: 'http://127.0.0.1:9/slack',
      GRAFANA_ALERT_TELEGRAM_TOKEN: 'a token without a chat',
    });
    const { contactPoints } = z
      .object({ contactPoints: z.array(z.object({ receivers: z.array(z.object({ type: z.string() })) })) })
      .parse(parse(await readFile(path.join(to, 'alerting/wellhead-contact-points.yaml'), 'utf8')));
    expect(contactPoints.map(({ receivers }) => receivers.map(({ type }) => type))).toEqual([['webhook', 'slack']]);
  } finally {
    await rm(to, { recursive: true, force: true });
  }
});

it('says so when GRAFANA_HOME names a folder without a Grafana', async () => {
  await expect(findGrafana('/nowhere/grafana', undefined)).rejects.toThrow(
    /no program \/nowhere\/grafana\/bin\/grafana/,
  );
});

it('ends a Grafana that was left behind on the folder, and nothing else that has got its id', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-orphan-'));
  // Stands for Grafana: what is looked at is the command line.
  const left = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)', path.join(dir, 'grafana.ini')]);
  const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)', 'something else']);
  try {
    await writeFile(pidFile(dir), String(other.pid));
    await endOrphan(dir);
    expect(other.exitCode ?? other.signalCode).toBeNull();
    const ended = once(left, 'exit');
    await writeFile(pidFile(dir), String(left.pid));
    await endOrphan(dir);
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(await readdir(dir)).toEqual([]);
  } finally {
    left.kill('SIGKILL');
    other.kill('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  }
});
