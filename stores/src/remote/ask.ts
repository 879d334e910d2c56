import { setTimeout as pause } from 'node:timers/promises';
import { retryAfterMs } from './retry-after.js';

/** How to ask a server of other people: with a token, not too often, and again when it fails. */
export interface AskingOptions {
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestsPerMinute: number;
  /** To the answer, and between two pieces of it. */
  readonly timeoutSeconds: number;
  /** Of one request, with growing pauses. */
  readonly attempts: number;
}

export type Asked =
  | { readonly kind: 'answer'; readonly response: Response }
  /** It did not work, and would not at once: `reason` says what, where and what to look at. */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** The server will not have this request, however often it comes. */
      readonly isFinal: boolean;
      /** What it answered; undefined where it did not. */
      readonly status: number | undefined;
    }
  | { readonly kind: 'closing' };

/** GETs one address; `accepts` are answers beside 2xx that the caller understands (304, 416). */
export type Ask = (
  url: string,
  headers?: Readonly<Record<string, string>>,
  accepts?: readonly number[],
) => Promise<Asked>;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
/** The header that shows a token, if there is one. */
export const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/** Worth another attempt: the server is busy or broken, not the request. */
const isPassing = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500;

export function openAsk(
  config: AskingOptions,
  { closing, clock }: { readonly closing: AbortSignal; readonly clock: () => number },
): Ask {
  const gapMs = 60_000 / config.requestsPerMinute;
  let nextAtMs = 0;
  const waitUntil = (ms: number): Promise<void> =>
    pause(Math.max(0, ms - clock()), undefined, { signal: closing }).catch(() => undefined);

  async function once(url: string, headers: Readonly<Record<string, string>>): Promise<Response | string> {
    await waitUntil(nextAtMs);
    nextAtMs = clock() + gapMs;
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(new Error('no answer in time')), config.timeoutSeconds * 1_000);
    try {
      return await fetch(url, {
        headers: { accept: '*/*', ...bearer(config.token), ...config.headers, ...headers },
        signal: AbortSignal.any([closing, silence.signal]),
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return `cannot be reached: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`;
    } finally {
      clearTimeout(timer);
    }
  }

  return async (url, headers = {}, accepts = []) => {
    let pauseMs = FIRST_PAUSE_MS;
    for (let attempt = 1; ; attempt++) {
      const response = await once(url, headers);
      if (closing.aborted) return { kind: 'closing' };
      let reason = typeof response === 'string' ? response : '';
      let askedMs: number | undefined;
      if (typeof response !== 'string') {
        if (response.ok || accepts.includes(response.status)) return { kind: 'answer', response };
        reason = `answered ${response.status}: ${(await response.text().catch(() => '')).slice(0, 300)}`;
        if (!isPassing(response.status))
          return { kind: 'failed', reason: `${url} ${reason}`, isFinal: true, status: response.status };
        askedMs = retryAfterMs(response.headers.get('retry-after'), clock());
      }
      if (attempt >= config.attempts)
        return {
          kind: 'failed',
          reason: `${url} ${reason} (${attempt} attempts)`,
          isFinal: false,
          status: typeof response === 'string' ? undefined : response.status,
        };
      // Between half and the whole of the pause: those who failed together do not come back together.
      const waitMs = askedMs ?? pauseMs * (0.5 + Math.random() / 2);
      nextAtMs = Math.max(nextAtMs, clock() + waitMs);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  };
}
