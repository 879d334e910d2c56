import { expect, it } from 'vitest';
import { previewSentences } from './limit-preview-view.js';

const firing = { fromMs: 0, toMs: null, worst: 9, labels: {} };
const preview = {
  fromMs: 0,
  toMs: 1,
  readings: 5,
  vintages: 10,
  uncalibrated: 0,
  rules: [
    { rule: 'breached-now' as const, firings: [] },
    { rule: 'predicted-p90' as const, firings: [firing] },
  ],
};

it('says of a limit how often each rule would have fired', () => {
  expect(previewSentences(preview)).toEqual([
    'Limit breached now: would not have fired.',
    'Limit may be breached (P90): would have fired 1 time, and would fire now.',
  ]);
  expect(previewSentences({ ...preview, vintages: 0 })[1]).toMatch(/there are no forecasts to try it on/);
});

it('says of predicted breaches how many of the forecasts had uncalibrated intervals', () => {
  const [now, predicted] = previewSentences({ ...preview, uncalibrated: 4 });
  expect(now).not.toMatch(/uncalibrated/);
  expect(predicted).toMatch(/would fire now\. Intervals of 4 of these 10 forecasts are uncalibrated\.$/);
});
