import { setMaxListeners } from 'node:events';
import { status, type Metadata, type ServerErrorResponse } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { RequestContext } from './handlers.js';
import { pluginContextOf } from './plugin-context.js';
import type { StringMap, WirePluginContext } from './protocol/messages.js';
import { isFromAlert, requestHeadersOf, traceContextOf } from './request-headers.js';

/** What the services of one server share. */
export interface ServiceScope {
  readonly log: Logger;
  /** Aborts when the server stops. */
  readonly stopping: AbortSignal;
}

/** The part of a gRPC call that says when the caller is gone. */
export interface CancellableCall {
  readonly metadata: Metadata;
  readonly cancelled: boolean;
  once(event: 'cancelled', listener: () => void): unknown;
}

/** Aborts when the caller hangs up, its deadline passes, or the server stops. */
export function signalOf(call: CancellableCall, scope: ServiceScope): AbortSignal {
  const gone = new AbortController();
  const hangUp = (): void => gone.abort(new DOMException('The caller has gone.', 'AbortError'));
  if (call.cancelled) hangUp();
  else call.once('cancelled', hangUp);
  const signal = AbortSignal.any([gone.signal, scope.stopping]);
  // Each query of the call listens, and a dashboard may have dozens.
  setMaxListeners(0, signal);
  return signal;
}

/** Reads what comes with every request. */
export function requestContextOf(
  call: CancellableCall & { readonly request: { readonly pluginContext: WirePluginContext | null } },
  headers: StringMap,
  scope: ServiceScope,
): RequestContext {
  const read = requestHeadersOf(headers);
  const [traceparent] = call.metadata.get('traceparent');
  return {
    plugin: pluginContextOf(call.request.pluginContext),
    headers: read,
    fromAlert: isFromAlert(read),
    trace: traceContextOf(traceparent === undefined ? read.get('traceparent') : String(traceparent)),
    signal: signalOf(call, scope),
  };
}

/** Fields that tie a log line to a request. */
export const requestFields = (context: RequestContext): Record<string, unknown> => ({
  orgId: context.plugin.orgId,
  dataSource: context.plugin.dataSource?.uid,
  user: context.plugin.user?.login,
  fromAlert: context.fromAlert,
  traceId: context.trace?.traceId,
});

/** What the caller sees of an unexpected failure: that it happened, never its stack. */
export const INTERNAL_FAILURE =
  'The backend failed unexpectedly. Its log says why; the time of this request finds the line.';

export const internalFailure: Partial<ServerErrorResponse> = { code: status.INTERNAL, details: INTERNAL_FAILURE };
export const notSupported = (what: string): Partial<ServerErrorResponse> => ({
  code: status.UNIMPLEMENTED,
  details: `This data source does not support ${what}.`,
});
