import { ProblemError } from '@wellhead/contracts';
import type { Precision } from '../domain/decoded.js';
import { precisionOf } from '../domain/instants.js';

/** What the address of a write says. */
export interface WriteTarget {
  readonly route: '/write' | '/api/v2/write';
  readonly query: URLSearchParams;
  /** Of the times in the body; or why nothing can be written with this address, to be told only to who may write. */
  readonly precision: Precision | ProblemError;
}

const VERSIONS: Readonly<Record<string, 1 | 2>> = { '/write': 1, '/api/v2/write': 2 };
const MAX_KEPT = 1_000;
const MAX_CHARACTERS = 512;

/**
 * Reads addresses; undefined for one that is no write. A client writes to one address for ever: those met before are read out of a map, since
 * for a request of one point the parameters cost as much as the point.
 */
export function openWriteTargets(bucket: string): (url: string) => WriteTarget | undefined {
  const kept = new Map<string, WriteTarget>();
  return (url) => {
    const held = kept.get(url);
    if (held) return held;
    const mark = url.indexOf('?');
    const version = VERSIONS[mark < 0 ? url : url.slice(0, mark)];
    if (version === undefined) return undefined;
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
    const target: WriteTarget = {
      route: version === 1 ? '/write' : '/api/v2/write',
      query,
      precision: wrongBucket(bucket, version, query) ?? readPrecision(version, query),
    };
    if (kept.size >= MAX_KEPT) kept.clear();
    if (url.length <= MAX_CHARACTERS) kept.set(url, target);
    return target;
  };
}

function wrongBucket(bucket: string, version: 1 | 2, query: URLSearchParams): ProblemError | undefined {
  const name = version === 1 ? 'db' : 'bucket';
  const given = query.get(name);
  if (given === null || given === '')
    return new ProblemError('bad-request', `Query ${name}: missing, expected ${bucket}.`);
  // Version 1.8 clients name a retention policy behind the database.
  const database = given.split('/')[0];
  if (database === bucket) return undefined;
  const word = version === 1 ? 'database' : 'bucket';
  return new ProblemError('unknown-bucket', `${word} not found: "${given}". Write to "${bucket}".`);
}

function readPrecision(version: 1 | 2, query: URLSearchParams): Precision | ProblemError {
  const given = query.get('precision');
  const precision = precisionOf(given, version);
  if (precision) return precision;
  const allowed = version === 1 ? 'n, u, ms, s, m, h' : 'ns, us, ms, s';
  return new ProblemError('unknown-precision', `Query precision: found ${given}, expected ${allowed}.`);
}
