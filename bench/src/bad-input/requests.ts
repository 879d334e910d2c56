import { gzipSync } from 'node:zlib';
import { REMOTE_WRITE_HEADERS } from '../../../ingestor/src/sources/prometheus/remote-write/testing/write-requests.js';
import { remoteWriteBody } from '../../../ingestor/testing/bad-input/message-doors.js';
import { readCorpus } from '../../../ingestor/testing/bad-input/corpus.js';
import { makeInput } from '../../../ingestor/testing/bad-input/make-input.js';
import { mutate } from '../../../ingestor/testing/bad-input/mutate.js';
import { type Random, seededRandom } from '../../../ingestor/testing/bad-input/random.js';
import { fileRequest } from './file-requests.js';

/** One request; `raw` goes over the socket as it is. */
export type BadRequest =
  | {
      readonly kind: 'http';
      readonly method: string;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer | undefined;
    }
  | { readonly kind: 'raw'; readonly bytes: Buffer };

const corpora = {
  lines: readCorpus('lines'),
  points: readCorpus('points'),
  records: readCorpus('records'),
  queries: readCorpus('queries'),
  requests: readCorpus('requests'),
  remoteWrite: readCorpus('remote-write'),
};

const JSON_TYPE = { 'content-type': 'application/json' };
const QUERY_VALUES = [
  '',
  '0',
  '-1',
  '1e9',
  'NaN',
  '9007199254740993',
  'true',
  'null',
  '%00',
  '%ff',
  '%',
  '[]',
  'a,b',
  '../..',
  '%27--',
  '%F0%9F%98%80',
];

/** Addresses that take a query string or a name in their path, with the parameters they know. */
const ASKED: readonly (readonly [path: string, parameters: readonly string[]])[] = [
  ['/api/v1/assets', ['parent', 'kind', 'limit']],
  ['/api/v1/signals', ['asset', 'pack']],
  ['/api/v1/limits', ['asset', 'signal']],
  ['/api/v1/forecasts', ['asset', 'signal', 'issuedBefore', 'limit']],
  ['/api/v1/models', ['limit']],
  ['/api/v1/scores', ['model', 'limit']],
  ['/api/v1/runs', ['kind', 'name', 'state', 'limit']],
  ['/api/v1/runs/NAME', []],
  ['/api/v1/runs/NAME/logs', []],
  ['/api/v1/jobs/NAME/NAME', []],
  ['/api/v1/flows', []],
  ['/api/v1/quarantine', ['source', 'sinceMs', 'reason', 'limit', 'cursor']],
  ['/api/v1/ledger', ['sinceMs', 'limit']],
  ['/api/v1/settings', []],
  ['/api/v1/tokens', []],
  ['/api/v1/notifications', ['sinceMs', 'limit']],
  ['/query', ['q', 'db', 'epoch', 'pretty']],
  ['/ping', ['verbose']],
  ['/health', []],
  ['/readyz', []],
  ['/NAME', ['a']],
];

/** The request of a seed, of one of the kinds that services get to see. */
export function makeRequest(seed: number, token: string): BadRequest {
  const random = seededRandom(seed);
  const headers: Record<string, string> = { authorization: `Token ${token}`, ...oddHeaders(random) };
  switch (random.below(14)) {
    case 0:
    case 1:
    case 2:
      return {
        kind: 'http',
        method: 'POST',
        path: random.chance(0.5)
          ? `/api/v2/write?bucket=wellhead&precision=${oddOr(random, 'ns')}`
          : `/write?db=${oddOr(random, 'wellhead')}&precision=${oddOr(random, 'n')}`,
        ...packed(random, headers, makeInput(seed, corpora.lines).bytes),
      };
    case 3:
      return post(random, '/api/v1/telemetry?precision=ms', headers, makeInput(seed, corpora.points).bytes);
    case 4:
      return post(
        random,
        `/api/v1/records/${oddOr(random, 'orders')}`,
        headers,
        makeInput(seed, corpora.records).bytes,
      );
    case 5:
    case 6:
      return post(random, '/api/v1/query', headers, makeInput(seed, corpora.queries).bytes);
    case 7:
    case 8:
      return {
        kind: 'http',
        method: random.chance(0.9) ? 'GET' : random.pick(['PUT', 'PATCH', 'HEAD', 'DELETE']),
        path: oddPath(random),
        headers,
        body: undefined,
      };
    case 9:
    case 10:
    case 11:
      return fileRequest(seed, random, headers);
    case 12:
      return {
        kind: 'http',
        method: 'POST',
        path: random.pick(['/api/v1/write', '/api/v1/prom/write']),
        headers: { ...REMOTE_WRITE_HEADERS, ...headers },
        body: remoteWriteBody(makeInput(seed, corpora.remoteWrite).bytes, random),
      };
    default: {
      const { bytes } = makeInput(seed, corpora.requests);
      return { kind: 'raw', bytes: Buffer.from(bytes.toString('latin1').replace('TOKEN', token), 'latin1') };
    }
  }
}

const post = (random: Random, path: string, headers: Record<string, string>, bytes: Buffer): BadRequest => ({
  kind: 'http',
  method: 'POST',
  path,
  ...packed(random, { ...JSON_TYPE, ...headers }, bytes),
});

/** Bodies as they are, gzipped, gzipped and damaged, or said to be what they are not. */
function packed(random: Random, headers: Record<string, string>, bytes: Buffer) {
  switch (random.below(6)) {
    case 0:
      return { headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(bytes) };
    case 1: {
      const zipped = gzipSync(bytes);
      return { headers: { ...headers, 'content-encoding': 'gzip' }, body: mutate(zipped, random, [zipped]) };
    }
    case 2:
      return {
        headers: { ...headers, 'content-encoding': random.pick(['gzip', 'br', 'deflate', 'zstd', 'identity', 'x']) },
        body: bytes,
      };
    default:
      return { headers, body: bytes };
  }
}

const oddOr = (random: Random, good: string): string => (random.chance(0.8) ? good : random.pick(QUERY_VALUES));

function oddPath(random: Random): string {
  const [path, parameters] = random.pick(ASKED);
  const named = path.replaceAll('NAME', () => random.pick(QUERY_VALUES.filter((value) => value !== '')));
  if (parameters.length === 0) return named;
  const asked = Array.from({ length: random.below(4) }, () => {
    const name = random.chance(0.9) ? random.pick(parameters) : random.pick(['__proto__', 'a[b]', 'x', '']);
    return `${name}=${random.pick(QUERY_VALUES)}`;
  });
  return `${named}?${asked.join('&')}`;
}

/** Headers that are allowed and mean nothing good. */
function oddHeaders(random: Random): Record<string, string> {
  if (random.chance(0.7)) return {};
  return random.pick<Record<string, string>>([
    { 'x-wellhead-source': random.pick(['', ' ', 'a'.repeat(300), 'ok', 'a/b', 'naïve']) },
    {
      'content-type': random.pick([
        '',
        'text/plain',
        'application/json; charset=utf-16',
        'multipart/form-data; boundary=',
        'x'.repeat(500),
      ]),
    },
    { authorization: random.pick(['', 'Token', 'Bearer  ', 'Basic !!!', 'Digest x', `Token ${'a'.repeat(5_000)}`]) },
    { 'accept-encoding': 'br;q=2, *;q=0' },
    { accept: random.pick(['text/csv', 'application/xml', '*/*;q=x']) },
    { expect: '100-continue' },
    { 'transfer-encoding': 'chunked' },
    { range: 'bytes=5-1' },
    { 'if-none-match': '"'.repeat(100) },
    { 'x-forwarded-for': '999.1.1.1' },
  ]);
}
