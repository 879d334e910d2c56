import type { BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import { from, type Observable } from 'rxjs';
import { keptToken } from './kept-token.js';

/** Grafana's HTTP addresses, answered by Wellhead's api, so that the real data source front end works unchanged. */

interface Route {
  readonly url: string;
  readonly method: string;
  readonly body: unknown;
}

/** Where a request of a plugin goes. Pure. */
export function routeOf(url: string, method = 'GET', data?: unknown): Route {
  const resource = /\/api\/datasources\/uid\/[^/]+\/resources\/?([^?]*)(\?.*)?$/.exec(url);
  if (resource) return { url: `/api/v1/${resource[1] ?? ''}${resource[2] ?? ''}`, method, body: data };
  if (/\/api\/plugin-proxy\/wellhead-app\/documents\/[^/]+\/content$/.test(url)) return { url, method, body: data };
  const door = /\/api\/plugin-proxy\/wellhead-app\/(?:(?:intake|backend)\/)?(.*)$/.exec(url);
  if (door) return { url: `/api/v1/${door[1] ?? ''}`, method, body: data };
  if (/\/api\/ds\/query/.test(url)) return { url: '/api/v1/query', method: 'POST', body: queryBody(data) };
  if (/\/api\/datasources\/uid\/[^/]+\/health/.test(url)) return { url: '/readyz', method: 'GET', body: undefined };
  if (/\/api\/search/.test(url)) return { url: '/preview/dashboards', method: 'GET', body: undefined };
  return { url, method, body: data };
}

interface GrafanaQueryBody {
  readonly queries?: readonly { readonly intervalMs?: number; readonly maxDataPoints?: number }[];
  readonly from?: string;
  readonly to?: string;
}

function queryBody(data: unknown): unknown {
  const { queries = [], from: fromMs, to: toMs } = (data ?? {}) as GrafanaQueryBody;
  const { intervalMs = 60_000, maxDataPoints = 1_000 } = queries[0] ?? {};
  return {
    queries: queries.map((query) => withoutGrafana(query as Record<string, unknown>)),
    from: Number(fromMs),
    to: Number(toMs),
    intervalMs,
    maxDataPoints,
  };
}

/** What Grafana adds to a query is not part of it. `intervalMs` stays for telemetry queries that set their own. */
function withoutGrafana(query: Record<string, unknown>): Record<string, unknown> {
  const {
    datasource: _1,
    datasourceId: _2,
    maxDataPoints: _3,
    queryCachingTTL: _4,
    key: _5,
    hide: _6,
    ...rest
  } = query;
  return rest;
}

/** Rejects as Grafana's does: `{ status, data: { message } }`, so that panels show what the api says. */
export async function send<T>(request: BackendSrvRequest): Promise<FetchResponse<T>> {
  const { url, method, body } = routeOf(withParams(request), request.method, request.data);
  const token = keptToken();
  const response = await fetch(url, {
    method,
    credentials: 'same-origin',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined || body instanceof Blob ? {} : { 'content-type': 'application/json' }),
      ...(request.headers as Record<string, string> | undefined),
    },
    ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
  });
  const data = await dataOf(response, response.ok ? request.responseType : undefined);
  if (!response.ok) throw failure(response, data);
  return {
    data: (url === '/readyz' ? { status: 'OK', message: 'Wellhead is ready.' } : data) as T,
    status: response.status,
    statusText: response.statusText,
    ok: true,
    headers: response.headers,
    redirected: response.redirected,
    type: response.type,
    url,
    config: request,
  };
}

function withParams({ url, params }: BackendSrvRequest): string {
  const search = new URLSearchParams((params ?? {}) as Record<string, string>).toString();
  return search === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${search}`;
}

async function dataOf(response: Response, type: BackendSrvRequest['responseType']): Promise<unknown> {
  if (type === 'blob') return response.blob();
  const text = await response.text();
  if (type === 'text') return text;
  return text === '' ? {} : parse(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}

function failure(response: Response, data: unknown): unknown {
  const { detail, message } = (data ?? {}) as { detail?: string; message?: string };
  const told = detail ?? message ?? `Wellhead answered ${response.status}.`;
  return {
    status: response.status,
    statusText: response.statusText,
    data: { ...(data as object), message: told },
    message: told,
  };
}

export const sendObservable = <T>(request: BackendSrvRequest): Observable<FetchResponse<T>> => from(send<T>(request));
