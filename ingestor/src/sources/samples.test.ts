import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSources } from './read-sources.js';

describe('sample configurations', () => {
  it.each(['pull/pull.sample.yaml', 'prometheus/prometheus.sample.yaml'])('are valid: %s', async (file) => {
    const outcome = await readSources(fileURLToPath(new URL(file, import.meta.url)), { COMPANY_API_TOKEN: 'secret' });
    expect(outcome).toMatchObject({ kind: 'ok' });
  });
});
