import { problemSchema } from '@wellhead/contracts';
import { keptSecrets } from '@wellhead/standalone/secrets';
import type { z } from 'zod';
import { EXIT } from '../exit-codes.js';
import { CommandFailure, reasonOf } from '../failure.js';
import { apiUrlOf, type Settings } from '../settings.js';

/** Asks the running service. Every answer is parsed; a refusal ends the command with the sentence that the service gave. */
export interface ServiceClient {
  readonly url: string;
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, schema: z.ZodType<T>, body?: object): Promise<T>;
  /** The answer as it came, with any status. */
  raw(path: string, init?: RequestInit): Promise<Response>;
}

/** The token of the environment, else the one of the data folder; undefined when there is none. */
export const tokenOf = async (settings: Settings): Promise<string | undefined> =>
  settings.WELLHEAD_TOKEN ?? (await keptSecrets(settings.WELLHEAD_DATA_DIR)).token;

/** `timeoutMs`: of each request that has no end of its own; a service that takes a request and never answers is told like one that is away. */
export async function openServiceClient(
  settings: Settings,
  url = apiUrlOf(settings),
  timeoutMs?: number,
): Promise<ServiceClient> {
  const token = await tokenOf(settings);
  const raw: ServiceClient['raw'] = async (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    try {
      const signal = init.signal ?? (timeoutMs === undefined ? null : AbortSignal.timeout(timeoutMs));
      return await fetch(`${url}${path}`, { ...init, headers, signal });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw notReachable(url, reasonOf(cause), error);
    }
  };
  const ask = async <T>(path: string, schema: z.ZodType<T>, init: RequestInit): Promise<T> => {
    const response = await raw(path, init);
    const text = await response.text();
    if (!response.ok) throw failureOf(response.status, text, `${init.method ?? 'GET'} ${url}${path}`);
    const answer = schema.safeParse(text === '' ? undefined : json(text));
    if (answer.success) return answer.data;
    throw new CommandFailure(
      `${url}${path} answered something else than expected (${answer.error.issues[0]?.message ?? 'no reason'}): is the service of the same version as this command?`,
    );
  };
  return {
    url,
    raw,
    get: (path, schema) => ask(path, schema, {}),
    send: (method, path, schema, body) =>
      ask(path, schema, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }),
  };
}

export const notReachable = (url: string, reason: string, cause?: unknown): CommandFailure =>
  new CommandFailure(
    `Wellhead does not answer at ${url} (${reason}): start it (npm start, docker compose up -d --wait), or say where it is with WELLHEAD_URL.`,
    EXIT.unreachable,
    { cause },
  );

/** The failure that a refusing answer means, in the words of the service, the first places beside it. */
export function failureOf(status: number, text: string, what: string): CommandFailure {
  const problem = problemSchema.safeParse(json(text));
  if (!problem.success)
    return new CommandFailure(`${what} answered ${status}: ${text.slice(0, 300) || 'nothing else'}.`);
  const { detail, places = [] } = problem.data;
  const where = places.slice(0, 5).map(({ line, index, field, reason, found, expected }) => {
    const place = line !== undefined ? `line ${line}` : index !== undefined ? `row ${index}` : (field ?? 'it');
    return `\n  ${place}: ${reason}${found === undefined ? '' : `, found ${found}`}${expected === undefined ? '' : `, expected ${expected}`}`;
  });
  if (status === 401 || status === 403)
    return new CommandFailure(
      `${detail} Set WELLHEAD_TOKEN to a token that may, or point WELLHEAD_DATA_DIR at the folder that holds one.`,
      EXIT.refused,
    );
  return new CommandFailure(`${detail}${where.join('')}`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: whoever parses it next says what it is instead.
    return undefined;
  }
}
