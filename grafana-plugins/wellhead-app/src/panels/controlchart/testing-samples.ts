/** Frames for tests of the control chart. Times in ms, a day apart. */
export const DAY = 86_400_000;
export const START = Date.UTC(2026, 0, 1);

export const readingsFrame = (values: readonly (number | null)[], limits: readonly object[] = []) => ({
  name: 'viscosity',
  meta: { custom: { limits } },
  fields: [
    { name: 'time', type: 'time', values: values.map((_, day) => START + day * DAY) },
    { name: 'value', type: 'number', labels: { asset: 'tank-1', signal: 'lab.viscosity' }, values },
  ],
});

export const countsFrame = (counts: readonly number[], sizes?: readonly number[]) => ({
  name: 'inspections',
  fields: [
    { name: 'day', type: 'time', values: counts.map((_, day) => START + day * DAY) },
    { name: 'defective', type: 'number', values: counts },
    ...(sizes ? [{ name: 'inspected', type: 'number', values: sizes }] : []),
  ],
});

/** An annotation as Grafana hands it to a panel. */
export const eventFrame = (day: number, text: string, tags: readonly string[] = []) => ({
  fields: [
    { name: 'time', type: 'time', values: [START + day * DAY] },
    { name: 'text', type: 'string', values: [text] },
    { name: 'tags', type: 'other', values: [tags] },
  ],
});
