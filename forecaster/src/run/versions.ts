import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { workerScript } from '@wellhead/stores';

/** What the numbers of a run depend on beside its data: hash of the code that infers, runtimes. */
export function versionsNow(): Readonly<Record<string, string>> {
  return (versions ??= {
    code: codeSha256(),
    onnxruntime: versionOf('onnxruntime-node'),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  });
}
let versions: Readonly<Record<string, string>> | undefined;

function versionOf(name: string): string {
  const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
  return version;
}

/** Of the bundles of the workers when built; of every module of this workspace in sources. */
function codeSha256(): string {
  const hash = createHash('sha256');
  if (!import.meta.url.endsWith('.ts')) {
    for (const worker of ['forecast-worker', 'learning-worker'])
      hash.update(readFileSync(workerScript(worker, import.meta.url)));
    return hash.digest('hex');
  }
  const folder = fileURLToPath(new URL('../', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  for (const file of files.sort()) hash.update(file).update(readFileSync(`${folder}/${file}`));
  return hash.digest('hex');
}
