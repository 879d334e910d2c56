/** A soft sensor as people bring one, for tests of the ways that it comes in by. */
export const octaneManifest = {
  kind: 'soft-sensor',
  name: 'octane',
  describes: 'test',
  input: 'x',
  output: 'y',
  intervalMs: 60_000,
  inputs: [{ asset: 'plant', measurement: 'spectrum', field: 'a', low: 0, high: 1 }],
  result: { asset: 'plant', measurement: 'soft', field: 'octane', title: 'Octane' },
};
