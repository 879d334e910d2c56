import type { Frame } from '@wellhead/contracts';

/**
 * What a rule is given instead of nothing: one number that has no value. Grafana takes a whole rule for one without data as soon as any of its
 * queries answers no field, even one that only explains the message, and then it never fires (`IsNoData` in ngalert/eval). Without labels the
 * number joins every instance and says nothing of it; a rule that rests on it alone is still one without data.
 */
export function alertFrames(frames: readonly Frame[]): readonly Frame[] {
  if (frames.some(({ fields }) => fields.length > 0)) return frames;
  const [first] = frames;
  return [
    {
      name: first?.name ?? '',
      meta: { ...first?.meta, type: 'numeric-multi', typeVersion: [0, 1] },
      fields: [{ name: 'value', type: 'number', values: [null] }],
    },
  ];
}
