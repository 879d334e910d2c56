import type { FrameField, FrameFieldType } from '@wellhead/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { GOLDEN_FRAMES } from '../testing/golden-frames.js';
import { buildSdkReader, type SdkReader } from '../testing/go-sdk-reader.js';
import { arrowFrame } from './frames/arrow-frame.js';

const built = await buildSdkReader();
if ('missing' in built) console.log(`skipped: frames read by Grafana's own Go SDK, ${built.missing}`);

/** What Go calls them; a time is a pointer only where one is missing. */
const GO_TYPES: Readonly<Record<FrameFieldType, RegExp>> = {
  time: /^\*?time\.Time$/,
  number: /^\*float64$/,
  integer: /^\*int64$/,
  unsigned: /^\*uint64$/,
  string: /^\*string$/,
  boolean: /^\*bool$/,
  enum: /^\*(data\.EnumItemIndex|enum)$/,
  json: /^\*json\.RawMessage$/,
};

/** A value as the reader tells it. */
const told = (type: FrameFieldType, value: unknown): string | null => {
  if (value === null || Number.isNaN(value)) return null;
  if (type === 'time' && typeof value === 'number') return String(value * 1e6);
  return value === Number.POSITIVE_INFINITY ? '+Inf' : String(value);
};
const toldField = ({ name, type, values, labels, config }: FrameField) => ({
  name,
  type: expect.stringMatching(GO_TYPES[type]) as string,
  values: Array.from<unknown, string | null>(values, (value) => told(type, value)),
  ...(labels === undefined ? {} : { labels }),
  ...(config === undefined ? {} : { config }),
});

describe.skipIf('missing' in built)('frames under Grafana’s own Go SDK', () => {
  const reader = built as SdkReader;
  afterAll(() => reader.remove());

  it('are read with every value, null, label, config and notice', async () => {
    const frames = Object.values(GOLDEN_FRAMES);
    const read = await reader.read(frames.map(arrowFrame));
    expect(read).toEqual(frames.map(({ fields, ...frame }) => ({ ...frame, fields: fields.map(toldField) })));
  });

  it('are refused when their bytes are none', async () => {
    await expect(reader.read([new Uint8Array(8)])).rejects.toThrow(/arrow/);
  });
});
