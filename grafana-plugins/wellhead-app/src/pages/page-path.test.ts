import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pageHref, pagePathOf } from './page-path.js';

it('the root of the app is its first page', () => {
  expect(pagePathOf('/a/wellhead-app')).toEqual({ page: '', rest: [] });
  expect(pagePathOf('/a/wellhead-app/')).toEqual({ page: '', rest: [] });
});

it('finds the page also where Grafana lies below another address', () => {
  expect(pagePathOf('/grafana/a/wellhead-app/assets/well-101')).toEqual({ page: 'assets', rest: ['well-101'] });
});

it('every address of a page leads back to it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 })), (rest) => {
      expect(pagePathOf(pageHref('assets', ...rest))).toEqual({ page: 'assets', rest });
    }),
  );
});
