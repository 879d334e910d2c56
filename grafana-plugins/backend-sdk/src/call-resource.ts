import { once } from 'node:events';
import type { ServerWritableStream, UntypedServiceImplementation } from '@grpc/grpc-js';
import { INTERNAL_FAILURE, notSupported, requestContextOf, requestFields, type ServiceScope } from './calls.js';
import type { DataSourceHandlers, ResourceReply, ResourceRequest } from './handlers.js';
import type { StringListMap, WireCallResourceRequest, WireCallResourceResponse } from './protocol/messages.js';

type ResourceCall = ServerWritableStream<WireCallResourceRequest, WireCallResourceResponse>;

const listsOf = (headers: StringListMap): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(headers).map(([name, { values }]) => [name, values]));
const wireListsOf = (headers: Readonly<Record<string, readonly string[]>>): StringListMap =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, { values }]));
const flatOf = (headers: StringListMap): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, { values }]) => [name, values.join(', ')]));

const resourceRequestOf = (wire: WireCallResourceRequest): ResourceRequest => ({
  method: wire.method || 'GET',
  url: (wire.url || wire.path).replace(/^\/+/, ''),
  headers: listsOf(wire.headers),
  body: wire.body,
});

/** The first message carries the status and the headers, each one a part of the body. */
function replyTo(call: ResourceCall, signal: AbortSignal): ResourceReply & { readonly begun: boolean } {
  let head: { code: number; headers: StringListMap } | undefined;
  let sent = false;
  return {
    get begun() {
      return head !== undefined;
    },
    head(code, headers) {
      head = { code, headers: wireListsOf(headers) };
    },
    async body(chunk) {
      const first = sent ? { code: 0, headers: {} } : (head ?? { code: 200, headers: {} });
      sent = true;
      if (signal.aborted) return;
      // The signal ends the wait: a caller that is gone never drains.
      if (!call.write({ ...first, body: chunk })) await once(call, 'drain', { signal }).catch(() => undefined);
    },
  };
}

/** `pluginv2.Resource`: HTTP that Grafana passes on, for the pages and the editor of the plugin. */
export function resourceService(handlers: DataSourceHandlers, scope: ServiceScope): UntypedServiceImplementation {
  return {
    CallResource(call: ResourceCall) {
      const { callResource } = handlers;
      if (!callResource) {
        call.emit('error', notSupported('resources'));
        return;
      }
      const context = requestContextOf(call, flatOf(call.request.headers), scope);
      const reply = replyTo(call, context.signal);
      callResource(resourceRequestOf(call.request), reply, context)
        .catch(async (error: unknown) => {
          if (context.signal.aborted) return;
          scope.log.error(
            { ...requestFields(context), url: call.request.url, err: error },
            'resource failed unexpectedly',
          );
          if (reply.begun) return;
          reply.head(500, { 'content-type': ['text/plain; charset=utf-8'] });
          await reply.body(Buffer.from(INTERNAL_FAILURE));
        })
        .finally(() => call.end());
    },
  };
}
