import http from 'node:http';
import net from 'node:net';
import { problemSchema } from '@wellhead/contracts';
import { z } from 'zod';
import type { DoorCount } from './parsers.js';
import { makeRequest, type BadRequest } from './requests.js';

const AT_ONCE = 16;
/** An input that takes longer hangs. */
const HANG_MS = 1_000;
const GIVE_UP_MS = 20_000;
const MOST_FAULTS = 30;

/** Statuses that are an answer; 500 and its like are a fault of ours. */
const ANSWERS = new Set([
  200, 201, 202, 204, 206, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 406, 408, 409, 411, 413, 414, 415, 416,
  417, 422, 429, 431, 503, 507,
]);

const errorSchema = z.object({ error: z.string().min(10) });

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Sends requests to a running service, many at once, and looks at each answer. */
export async function feedService(url: string, token: string, inputs: number, firstSeed: number): Promise<DoorCount> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const faults: string[] = [];
  const hangs: string[] = [];
  let refused = 0;
  let slowestMs = 0;
  let next = 0;
  async function sender(): Promise<void> {
    while (next < inputs) {
      const seed = firstSeed + next;
      next += 1;
      const request = makeRequest(seed, token);
      const startedMs = performance.now();
      const answer = await send(url, request, agent).catch((error: Error) => error.message);
      const tookMs = performance.now() - startedMs;
      slowestMs = Math.max(slowestMs, tookMs);
      if (tookMs > HANG_MS && hangs.length < MOST_FAULTS)
        hangs.push(`HTTP, seed ${seed} (${nameOf(request)}): took ${Math.round(tookMs)} ms`);
      const fault = typeof answer === 'string' ? answer : faultOf(request, answer);
      if (fault !== undefined && faults.length < MOST_FAULTS)
        faults.push(`HTTP, seed ${seed} (${nameOf(request)}): ${fault}`);
      if (typeof answer !== 'string' && answer.status >= 400) refused += 1;
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  agent.destroy();
  return { door: 'HTTP', inputs, refused, slowestMs, faults, hangs };
}

const nameOf = (request: BadRequest): string =>
  request.kind === 'raw'
    ? JSON.stringify(request.bytes.toString('latin1', 0, 60))
    : `${request.method} ${request.path.slice(0, 120)}`;

/** Why an answer is none that a sender can use; undefined when it is one. */
function faultOf(request: BadRequest, { status, type, text }: Answer): string | undefined {
  if (!ANSWERS.has(status)) return `answered ${status}: ${text.slice(0, 300)}`;
  if (/\n\s+at .*\.[jt]s:\d+/.test(text)) return `the answer shows a stack: ${text.slice(0, 300)}`;
  if (status < 400 || (request.kind === 'http' && request.method === 'HEAD')) return undefined;
  // Where InfluxDB's clients ask, refusals are as InfluxDB gives them: the same problem as plain JSON, of /query only its `error`.
  const isProblem = /^application\/(problem\+)?json/.test(type);
  if (request.kind === 'http' && /^\/query\b/.test(request.path) && errorSchema.safeParse(json(text)).success)
    return undefined;
  if (!isProblem)
    return request.kind === 'raw' && text === ''
      ? `no problem, only the status ${status}`
      : `answered ${status} as ${type || 'nothing'}: ${text.slice(0, 200)}`;
  const problem = problemSchema.safeParse(json(text));
  if (!problem.success) return `a problem that is none: ${text.slice(0, 200)}`;
  return problem.data.detail.trim().length < 10 ? `a problem that says nothing: ${text.slice(0, 200)}` : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema says that it is none.
    return undefined;
  }
}

const send = (url: string, request: BadRequest, agent: http.Agent): Promise<Answer> =>
  request.kind === 'raw' ? sendRaw(url, request.bytes) : sendHttp(url, request, agent);

function sendHttp(url: string, request: Extract<BadRequest, { kind: 'http' }>, agent: http.Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = http.request(
      {
        agent,
        hostname,
        port,
        method: request.method,
        path: request.path,
        headers: request.headers,
        timeout: GIVE_UP_MS,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`no answer after ${GIVE_UP_MS} ms`)));
    sent.on('error', (error) => reject(new Error(`no answer: ${error.message}`, { cause: error })));
    sent.end(request.body);
  });
}

/** Bytes over a socket that is then half closed: an answer, or the end of the connection, must come. */
function sendRaw(url: string, bytes: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const chunks: Buffer[] = [];
    const socket = net.connect({ host: hostname, port: Number(port) }, () => socket.end(bytes));
    socket.setTimeout(GIVE_UP_MS, () => socket.destroy(new Error(`no answer after ${GIVE_UP_MS} ms`)));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Cut off in the middle of what it could not read: an end, too.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(answerOf(chunks));
      else reject(error);
    });
    socket.on('close', () => resolve(answerOf(chunks)));
  });
}

function answerOf(chunks: readonly Buffer[]): Answer {
  const all = Buffer.concat(chunks).toString('utf8');
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(all)?.[1];
  // A request that never became one, such as no bytes at all, has no answer but the end of the connection.
  if (status === undefined) return { status: 204, type: '', text: '' };
  const [head, text] = splitHead(all);
  const type = /^content-type: *(.*)$/im.exec(head)?.[1] ?? '';
  // Of several requests in one the first answer is looked at.
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? text.length);
  return { status: Number(status), type, text: Buffer.from(text).subarray(0, length).toString('utf8') };
}

const splitHead = (all: string): [string, string] => {
  const at = all.indexOf('\r\n\r\n');
  return at < 0 ? [all, ''] : [all.slice(0, at), all.slice(at + 4)];
};
