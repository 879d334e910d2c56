import type { FieldTypeRegistry } from '@wellhead/stores';
import type { Decoded, DecodeOptions } from './domain/decoded.js';
import { openPointDecoder } from './domain/json-points.js';
import { openLineParser } from './domain/line-protocol/parse-lines.js';
import { openSeriesTable } from './domain/series-table.js';
import type { RecentRecord } from './sinks/recent-records.js';
import type { SpoolRecord } from './spool/record.js';

export type TelemetryKind = 'lines' | 'points';

/** Reads bodies of telemetry, on their way in and again from the spool, into the same series objects. */
export interface Decoder {
  /** A body that cannot be read at all is told as text. */
  decode(kind: TelemetryKind, body: Buffer, options: DecodeOptions): Decoded | string;
  /** Reads a body with the types that are registered; those that nobody has used yet are registered durably first. Rejects when they cannot be. */
  decodeRegistered(
    kind: TelemetryKind,
    body: Buffer,
    options: Omit<DecodeOptions, 'typeOf'>,
  ): Promise<Decoded | string>;
  /** A record from disk, as the sinks want it. */
  reread(record: SpoolRecord): RecentRecord;
}

export function openDecoder(fieldTypes: FieldTypeRegistry): Decoder {
  const table = openSeriesTable();
  const parseLines = openLineParser(table);
  const decodePoints = openPointDecoder(table);
  const typeOf = (measurement: string, field: string) => fieldTypes.known(measurement, field);
  const decode: Decoder['decode'] = (kind, body, options) =>
    kind === 'lines' ? parseLines(body, options) : decodePoints(body, options);
  return {
    decode,
    async decodeRegistered(kind, body, options) {
      for (;;) {
        const decoded = decode(kind, body, { ...options, typeOf });
        if (typeof decoded === 'string' || decoded.newTypes.length === 0) return decoded;
        await fieldTypes.register(decoded.newTypes);
      }
    },
    reread({ sequence, header, body }) {
      const { kind, precision, receivedAtMs } = header;
      if (kind !== 'lines' && kind !== 'points') return { sequence, header, batch: undefined, body };
      // Types were registered before the record was written, so the same rows come out.
      const decoded = decode(kind, body, { precision, receivedAtMs, typeOf });
      return { sequence, header, batch: typeof decoded === 'string' ? undefined : decoded.batch, body: undefined };
    },
  };
}
