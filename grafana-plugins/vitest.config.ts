import { defineConfig } from 'vitest/config';

/** Tests that need a DOM: panels, editors, pages. */
export default defineConfig({
  test: {
    name: 'dom',
    environment: 'jsdom',
    include: ['**/*.dom.test.ts', '**/*.dom.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**'],
  },
});
