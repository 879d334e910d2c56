import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const oxlint = path.join(path.dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin/oxlint');

/** File, what it imports, and whether the arrows of docs/architecture.md allow it. */
const cases: readonly [file: string, imports: string, allowed: boolean][] = [
  ['contracts/src/a.ts', '@wellhead/stores', false],
  ['contracts/src/a.ts', '../../stores/src/index.js', false],
  ['stores/src/a.ts', '@wellhead/contracts', true],
  ['stores/src/a.ts', '@wellhead/ingestor', false],
  ['ingestor/src/a.ts', '@wellhead/stores', true],
  ['ingestor/src/a.ts', '@wellhead/forecaster', false],
  ['ingestor/src/domain/a.ts', '@wellhead/contracts', true],
  ['ingestor/src/domain/a.ts', '@wellhead/stores', false],
  ['ingestor/src/domain/a.ts', 'node:fs', false],
  ['pipelines/src/a.ts', '@wellhead/packs', false],
  ['forecaster/src/a.ts', '@wellhead/ingestor', false],
  ['api/src/a.ts', '@wellhead/ingestor', false],
  ['api/src/a.ts', '@wellhead/stores', true],
  ['packs/retail-sales/demo/a.ts', '@wellhead/stores', false],
  ['packs/retail-sales/demo/a.ts', '@wellhead/contracts', true],
  ['provisioning/src/a.ts', '@wellhead/packs', true],
  ['grafana-plugins/wellhead-app/src/panels/a.tsx', '@wellhead/stores', false],
  ['grafana-plugins/wellhead-app/src/panels/a.tsx', '@wellhead/contracts', true],
  ['grafana-plugins/wellhead-app/src/datasource/backend/a.ts', '@wellhead/api', true],
  ['grafana-plugins/wellhead-app/src/datasource/backend/a.ts', '@wellhead/forecaster', false],
  ['grafana-plugins/backend-sdk/src/a.ts', '@wellhead/stores', false],
  ['standalone/src/a.ts', '@wellhead/packs', true],
  ['cli/src/a.ts', '@wellhead/standalone/config', true],
  ['cli/src/a.ts', '@wellhead/packs', false],
  ['ingestor/src/a.ts', '@wellhead/cli', false],
];

const statements = (imports: string): readonly string[] => [
  `export * from '${imports}';\n`,
  `import type { X } from '${imports}';\nexport type Y = X;\n`,
];

const caseFile = (file: string, index: number, form: number): string =>
  file.replace(/a(\.tsx?)$/, `a${index}-${form}$1`);

describe('the import arrows', () => {
  let dir: string;
  let refused: ReadonlySet<string>;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wellhead-arrows-'));
    await copyFile('.oxlintrc.json', path.join(dir, '.oxlintrc.json'));
    for (const [index, [file, imports]] of cases.entries()) {
      for (const [form, statement] of statements(imports).entries()) {
        const at = path.join(dir, caseFile(file, index, form));
        await mkdir(path.dirname(at), { recursive: true });
        await writeFile(at, statement);
      }
    }
    const { stdout } = await run(process.execPath, [oxlint, '-c', '.oxlintrc.json', '--format', 'unix'], {
      cwd: dir,
    }).catch((error: { stdout: string }) => error);
    refused = new Set([...stdout.matchAll(/^(\S+?):\d+:\d+:.*no-restricted-imports/gm)].map(([, file]) => file ?? ''));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it.each(cases.map((each, index) => [...each, index] as const))(
    '%s importing %s: allowed is %s',
    (file, _imports, allowed, index) => {
      for (const form of [0, 1]) expect(refused.has(caseFile(file, index, form))).toBe(!allowed);
    },
  );
});
