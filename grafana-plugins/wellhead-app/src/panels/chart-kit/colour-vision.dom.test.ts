import { createTheme } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { stateColors } from '../assetboard/state-colors.js';
import { controlColors } from '../controlchart/control-colors.js';
import { cardColors } from '../dynacard/card-colors.js';
import { chartColors } from '../fanchart/chart-colors.js';

type Triple = readonly [number, number, number];

/** How people without one kind of cone see linear RGB: Machado, Oliveira, Fernandes 2009, severity 1 (doi.org/10.1109/TVCG.2009.113). */
const VISIONS: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red cones': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green cones': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue cones': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const linearOf = (hex: string): Triple =>
  [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;

const times = (rows: readonly Triple[], [a, b, c]: Triple): Triple =>
  rows.map((row) => Math.min(1, Math.max(0, row[0] * a + row[1] * b + row[2] * c))) as unknown as Triple;

/** CIE L*a*b* of linear sRGB, white D65. */
function labOf([r, g, b]: Triple): Triple {
  const f = (share: number): number => (share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const apart = (one: Triple, other: Triple): number => Math.hypot(...one.map((part, at) => part - (other[at] ?? 0)));

/** Side by side, a difference of about 2 is just seen (CIE 1976); lines of a pixel and small signs need several times as much. */
const TOLD_APART = 10;

describe.each(['dark', 'light'] as const)('the colours of the panels on %s ground', (mode) => {
  const theme = createTheme({ colors: { mode } });
  const chart = chartColors(theme);
  const control = controlColors(theme);
  const card = cardColors(theme);
  const palettes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'asset board': stateColors(theme),
    'control chart': {
      centre: control.centre,
      limit: control.limit,
      violation: control.violation,
      ground: control.background,
    },
    dynacard: { surface: card.surface, pump: card.pump, ground: theme.colors.background.primary },
    'fan chart': {
      median: chart.median,
      anomaly: chart.anomaly,
      now: chart.now,
      limit: chart.limit('high'),
      ground: chart.background,
    },
    'bands of the fan chart': {
      wide: chart.band(0.95),
      middle: chart.band(0.8),
      narrow: chart.band(0.5),
      median: chart.median,
      ground: chart.background,
    },
  };

  it.each(Object.keys(VISIONS))('are told apart with %s', (vision) => {
    const close: string[] = [];
    for (const [panel, palette] of Object.entries(palettes)) {
      const seen = Object.entries(palette).map(
        ([name, hex]) => [name, labOf(times(VISIONS[vision] ?? [], linearOf(hex)))] as const,
      );
      seen.forEach(([name, lab], at) => {
        for (const [other, otherLab] of seen.slice(at + 1)) {
          const distance = apart(lab, otherLab);
          if (distance < TOLD_APART) close.push(`${panel}: ${name} and ${other} are ${distance.toFixed(1)} apart`);
        }
      });
    }
    expect(close).toEqual([]);
  });
});
