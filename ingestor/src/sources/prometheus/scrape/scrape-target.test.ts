import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricNamingSchema, openMetricNaming } from '../metric-naming.js';
import { z } from 'zod';
import { type ExpositionFormat, readExposition } from './exposition.js';
import { linesOfScrape } from './scrape-target.js';

const folder = new URL('./testdata/', import.meta.url);
interface Case {
  readonly about: string;
  readonly format: ExpositionFormat;
  readonly refused: readonly unknown[];
  readonly notNumbers?: number;
  readonly reason?: string;
}
const naming = openMetricNaming(z.object(metricNamingSchema).parse({}));
const scrape = {
  labels: { job: 'node', instance: '10.0.0.5:9100' },
  honorTimestamps: true,
  startedAtMs: 1_700_000_000_000,
  durationMs: 250,
};

describe('a scraped page', () => {
  it.each(readdirSync(folder))('becomes lines: %s', (name) => {
    const read = (file: string): string => readFileSync(new URL(`${name}/${file}`, folder), 'utf8');
    const expected = JSON.parse(read('case.json')) as Case;
    const page = { kind: 'page', text: read('page.txt'), format: expected.format } as const;
    const found = linesOfScrape(page, scrape, naming);
    expect(found.body.toString().split('\n')).toEqual(read('lines.txt').trimEnd().split('\n'));
    expect(found.refused).toMatchObject(expected.refused);
    expect(found.refused).toHaveLength(expected.refused.length);
    expect(found.notNumbers).toBe(expected.notNumbers ?? 0);
    expect(found.reason).toBe(expected.reason);
  });

  it('that could not be had says so in `up`', () => {
    const found = linesOfScrape({ kind: 'failed', reason: 'it answered 500' }, scrape, naming);
    expect(found.body.toString()).toContain('up,asset=10.0.0.5:9100,instance=10.0.0.5:9100,job=node value=0 17');
  });

  it('gives its times only where they are to be honoured', () => {
    const page = { kind: 'page', text: 'a 1 5', format: 'text' } as const;
    const found = linesOfScrape(page, { ...scrape, honorTimestamps: false }, naming);
    expect(found.body.toString()).toMatch(/^a,.* value=1 1700000000000\n/);
  });

  it('gives back any label value that was written as the format escapes it', () => {
    const escape = (text: string): string =>
      text.replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`));
    fc.assert(
      fc.property(fc.string(), fc.double({ noNaN: true }), (label, value) => {
        const shown = Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
        const { samples } = readExposition(`m{a="${escape(label)}"} ${shown}`, 'text');
        expect(samples).toEqual([
          {
            line: 1,
            labels: { __name__: 'm', a: label },
            value: value === 0 ? expect.any(Number) : value,
            timeMs: undefined,
          },
        ]);
      }),
    );
  });
});
