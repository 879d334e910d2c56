import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legendHeightOf } from './legend-height.js';
import { besideOneAnother, textAtLine } from './plot.js';

describe('texts at lines', () => {
  it('stand above or below as asked, and on the other side where they would be cut off', () => {
    const plot = { left: 0, top: 0, width: 100, height: 100 };
    expect(textAtLine(50, plot)).toBeLessThan(50);
    expect(textAtLine(50, plot, true)).toBeGreaterThan(50);
    expect(textAtLine(4, plot)).toBeGreaterThan(4);
    expect(textAtLine(96, plot, true)).toBeLessThan(96);
  });

  it('stand below one another where there is room', () => {
    expect(
      besideOneAnother([
        { y: 10, text: 'High limit 140' },
        { y: 40, text: 'Low limit 20' },
      ]),
    ).toEqual([0, 0]);
  });

  it('stand beside one another where their letters would meet', () => {
    const [first, second] = besideOneAnother([
      { y: 10, text: 'High-high limit 140 °C' },
      { y: 16, text: 'High limit 125 °C' },
    ]);
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(6 * 'High-high limit 140 °C'.length);
  });

  it('never stand on one another', () => {
    const texts = fc.array(fc.record({ y: fc.integer({ min: 0, max: 200 }), text: fc.string({ maxLength: 30 }) }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(texts, (all) => {
        const places = besideOneAnother(all);
        for (let b = 1; b < all.length; b += 1)
          for (let a = 0; a < b; a += 1)
            if (Math.abs(all[a]!.y - all[b]!.y) < 16)
              expect(places[b]! - places[a]!).toBeGreaterThanOrEqual(6 * all[a]!.text.length);
      }),
    );
  });
});

describe('the height of a legend', () => {
  const items = ['Measured', 'Forecast (median)', '50 % interval', '80 % interval', '95 % interval', 'Limits'].map(
    (label) => ({ key: label, label, color: 'red', shape: 'line' as const }),
  );

  it('is one row where all entries fit, and more on a phone', () => {
    expect(legendHeightOf(items, 1_000)).toBe(26);
    expect(legendHeightOf(items, 340)).toBe(70);
    expect(legendHeightOf([], 340)).toBe(26);
  });
});
