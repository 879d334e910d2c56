import type { FieldTypeRegistry } from '@wellhead/stores';
import { describe, expect, it } from 'vitest';
import { openDecoder } from './decode.js';

const fieldTypes: FieldTypeRegistry = { known: () => 'float', register: (types) => Promise.resolve(types) };
const body = Buffer.from('rate,asset=well-7 oil=12.5 1700000000000000000');

describe('the decoder', () => {
  it.each([
    ['lines', body],
    ['points', Buffer.from('[{"measurement":"rate","tags":{"asset":"well-7"},"fields":{"oil":12.5}}]')],
  ] as const)('gives %s that are read again memory of their own, so that they hold no new rows back', (kind, bytes) => {
    const decoder = openDecoder(fieldTypes);
    const fresh = decoder.decode(kind, bytes, { precision: 'ns', receivedAtMs: 0, typeOf: fieldTypes.known });
    if (typeof fresh === 'string') throw new Error(fresh);
    const header = {
      kind,
      source: 'test',
      token: '',
      receivedAtMs: 0,
      precision: 'ns' as const,
      received: 1,
      accepted: 1,
    };
    const again = decoder.reread({ sequence: 1, header, body: bytes });
    expect([...(again.batch?.numbers ?? [])]).toEqual([12.5]);
    expect(again.batch?.series).toBe(fresh.batch.series);
    expect(again.batch?.timeNs.buffer).not.toBe(fresh.batch.timeNs.buffer);
  });
});
