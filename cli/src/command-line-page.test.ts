import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { commandLinePage } from '../testing/command-line-page.js';

const page = fileURLToPath(new URL('../../docs/how-to/use-the-command-line.md', import.meta.url));

it('docs/how-to/use-the-command-line.md is what the commands say of themselves', async () => {
  const text = await format(commandLinePage(), { ...(await resolveConfig(page)), parser: 'markdown' });
  await expect(text).toMatchFileSnapshot(page);
});
