import type { StringMap } from './protocol/messages.js';

/**
 * Headers that Grafana sends beside a request. Names are compared without case; forwarded HTTP headers lose their `http_` prefix,
 * since hosts differ in whether they add it.
 */
export interface RequestHeaders {
  get(name: string): string | undefined;
  readonly all: ReadonlyMap<string, string>;
}

const canonical = (name: string): string => name.toLowerCase().replace(/^http_/, '');

export function requestHeadersOf(headers: StringMap): RequestHeaders {
  const all = new Map(Object.entries(headers).map(([name, value]) => [canonical(name), value]));
  return { all, get: (name) => all.get(canonical(name)) };
}

/** True when Grafana's rule engine asks. */
export const isFromAlert = (headers: RequestHeaders): boolean => headers.get('FromAlert')?.toLowerCase() === 'true';

/** W3C trace context: what ties a log line of ours to a trace of Grafana's. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** Reads a `traceparent`; undefined when there is none or it is not one. */
export function traceContextOf(traceparent: string | undefined): TraceContext | undefined {
  const match = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/.exec(traceparent ?? '');
  const [, traceId, spanId] = match ?? [];
  return traceId && spanId ? { traceId, spanId } : undefined;
}
