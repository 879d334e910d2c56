import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedFiles } from './files.js';
import { provisioningDir } from './paths.js';

const existing = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

let written = 0;
for (const [name, content] of generatedFiles()) {
  const file = path.join(provisioningDir, name);
  if (existing(file) === content) continue;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  written += 1;
  console.log(`wrote provisioning/${name}`);
}
console.log(
  written === 0 ? 'Everything is up to date.' : `${written} files written. Next: npm test, then commit them.`,
);
