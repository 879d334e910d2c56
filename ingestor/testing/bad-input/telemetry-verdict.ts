import { openDecoder } from '../../src/decode.js';
import type { Decoded } from '../../src/domain/decoded.js';
import { problemOfPart, problemOfRefusal } from '../../src/http/answers.js';
import type { Random } from './random.js';
import { refused, TAKEN, type Verdict } from './verdict.js';

const PRECISIONS = ['ns', 'us', 'ms', 's', 'm', 'h'] as const;
const AT_MS = 1_700_000_000_000;
/** A few names are known with another type, so that conflicts come up, too. */
const TYPES = new Map([
  ['weather.temperature', 'float' as const],
  ['flow.count', 'integer' as const],
  ['esp.state', 'string' as const],
]);
const typeOf = (measurement: string, field: string) => TYPES.get(`${measurement}.${field}`);
const UNITS = { lines: 'line', points: 'point' } as const;

/** Telemetry as the intake decodes it: what is refused of it has a reason, a place and an excerpt, and the rest became rows. */
export function openTelemetryVerdict(): (kind: 'lines' | 'points', bytes: Buffer, random: Random) => Verdict {
  const decoder = openDecoder({ known: typeOf, register: () => Promise.resolve([]) });
  return (kind, bytes, random) => {
    const decoded = decoder.decode(kind, bytes, { precision: random.pick(PRECISIONS), receivedAtMs: AT_MS, typeOf });
    if (typeof decoded === 'string') return refusedAsAWhole(decoded);
    return verdictOf(decoded, UNITS[kind]);
  };
}

function verdictOf(decoded: Decoded, unit: 'line' | 'point'): Verdict {
  const { received, refusedCount, refused: places, batch } = decoded;
  if (refusedCount > received) throw new Error(`${refusedCount} of ${received} ${unit}s are refused`);
  if (refusedCount < received && batch.length === 0)
    throw new Error(`${received - refusedCount} ${unit}s are taken, but no row came of them`);
  if (refusedCount === 0) return TAKEN;
  for (const { reason, line, index, raw } of places) {
    if (reason === '' || /undefined|\[object/.test(reason.slice(0, 40)))
      throw new Error(`a refusal gives no reason: “${reason}”`);
    if (line === undefined && index === undefined) throw new Error('a refusal gives no place');
    if (raw === undefined || raw.length > 5_000) throw new Error('a refusal keeps too much of the input, or nothing');
  }
  const { detail } = problemOfPart({ kind: 'kept', received, refusedCount, refused: places }, unit);
  return refused(detail);
}

export const refusedAsAWhole = (reason: string): Verdict =>
  refused(problemOfRefusal({ kind: 'unreadable', reason }).message);
