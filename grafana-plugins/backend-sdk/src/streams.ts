import { once } from 'node:events';
import type { ServerUnaryCall, ServerWritableStream, UntypedServiceImplementation, sendUnaryData } from '@grpc/grpc-js';
import { internalFailure, notSupported, requestContextOf, requestFields, type ServiceScope } from './calls.js';
import type { DataSourceHandlers, StreamPermission, StreamRequest } from './handlers.js';
import type { WireStreamPacket, WireStreamPermission, WireStreamRequest } from './protocol/messages.js';

const WIRE_PERMISSIONS = {
  permitted: 'PERMITTED',
  'not-found': 'NOT_FOUND',
  denied: 'DENIED',
} as const satisfies Record<StreamPermission, WireStreamPermission['status']>;

const NO_DATA = new Uint8Array();
const streamRequestOf = (wire: WireStreamRequest): StreamRequest => ({
  path: wire.path,
  data: Buffer.from(wire.data).toString('utf8'),
});

/** `pluginv2.Stream`: live channels. Grafana runs one stream a channel, however many people look at it. */
export function streamService(handlers: DataSourceHandlers, scope: ServiceScope): UntypedServiceImplementation {
  type PermissionCall = ServerUnaryCall<WireStreamRequest, WireStreamPermission>;
  type PermissionReply = sendUnaryData<WireStreamPermission>;

  function permit(
    ask:
      ((request: StreamRequest, context: ReturnType<typeof requestContextOf>) => Promise<StreamPermission>) | undefined,
    echo: boolean,
  ) {
    return (call: PermissionCall, reply: PermissionReply): void => {
      if (!ask) return reply(null, { status: 'DENIED', data: NO_DATA });
      const context = requestContextOf(call, call.request.headers, scope);
      ask(streamRequestOf(call.request), context).then(
        (permission) =>
          reply(null, {
            status: WIRE_PERMISSIONS[permission],
            data: echo && permission === 'permitted' ? call.request.data : NO_DATA,
          }),
        (error: unknown) => {
          scope.log.error(
            { ...requestFields(context), channel: call.request.path, err: error },
            'channel refused unexpectedly',
          );
          reply(internalFailure);
        },
      );
    };
  }

  async function run(call: ServerWritableStream<WireStreamRequest, WireStreamPacket>): Promise<void> {
    const { streams } = handlers;
    if (!streams) {
      call.emit('error', notSupported('live channels'));
      return;
    }
    const context = requestContextOf(call, call.request.headers, scope);
    try {
      for await (const packet of streams.run(streamRequestOf(call.request), context)) {
        if (context.signal.aborted) break;
        if (!call.write({ data: Buffer.from(packet) })) await once(call, 'drain', { signal: context.signal });
      }
      call.end();
    } catch (error) {
      if (context.signal.aborted) {
        call.end();
        return;
      }
      scope.log.error(
        { ...requestFields(context), channel: call.request.path, err: error },
        'channel failed unexpectedly',
      );
      call.emit('error', internalFailure);
    }
  }

  const { streams } = handlers;
  return {
    SubscribeStream: permit(streams?.subscribe.bind(streams), false),
    PublishStream: permit(streams?.publish?.bind(streams), true),
    RunStream: (call: ServerWritableStream<WireStreamRequest, WireStreamPacket>) => void run(call),
  };
}
