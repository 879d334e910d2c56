import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '**/dist/**', '**/.cache/**', 'data/**'];
const suffix = (name: string): string[] => [`**/*.${name}.test.ts`, `**/*.${name}.test.tsx`];

/** What is waited for may take as long as a busy machine needs; one second is the tool's own default. */
const WAITING = { poll: { timeout: 30_000 } };

/** One project a kind of test; the suffix of a file chooses it (docs/architecture.md, Tests). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...['dom', 'integration', 'browser'].flatMap(suffix)],
        },
      },
      {
        test: {
          name: 'integration',
          include: suffix('integration'),
          exclude,
          globalSetup: ['stores/testing/global-postgres.ts'],
          testTimeout: 60_000,
          expect: WAITING,
          hookTimeout: 120_000,
        },
      },
      './grafana-plugins/vitest.config.ts',
      {
        test: {
          name: 'browser',
          include: suffix('browser'),
          exclude,
          globalSetup: ['stores/testing/global-postgres.ts'],
          testTimeout: 120_000,
          expect: WAITING,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
