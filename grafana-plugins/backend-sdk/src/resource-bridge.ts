import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { duplexPair } from 'node:stream';
import type { DataSourceHandlers, RequestContext, ResourceReply, ResourceRequest } from './handlers.js';

/** Answers CallResource with an ordinary HTTP listener (an Express app, say), inside the process: no port, no socket. */
export interface ResourceBridge {
  readonly callResource: NonNullable<DataSourceHandlers['callResource']>;
  /** The request of Grafana behind an HTTP request of the listener; undefined for one that did not come through the bridge. */
  contextOf(request: IncomingMessage): RequestContext | undefined;
}

/** Headers that belong to one connection, and those that the bridge sets itself. */
const HOP_HEADERS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'content-length',
]);

function headersOf(request: ResourceRequest): Record<string, string[]> {
  const kept = Object.entries(request.headers).filter(([name]) => !HOP_HEADERS.has(name.toLowerCase()));
  return Object.fromEntries(kept.map(([name, values]) => [name.toLowerCase(), [...values]]));
}

async function passOn(response: IncomingMessage, reply: ResourceReply): Promise<void> {
  const headers = Object.entries(response.headersDistinct).filter(([name]) => !HOP_HEADERS.has(name));
  reply.head(response.statusCode ?? 500, Object.fromEntries(headers.map(([name, values]) => [name, values ?? []])));
  let empty = true;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    empty = false;
    await reply.body(chunk);
  }
  if (empty) await reply.body(new Uint8Array());
}

/**
 * `prefix` is put before the path that Grafana passes on: `/api/v1`. The listener sees a real request over an in-memory pair of streams, so whatever
 * works over HTTP works here, streamed bodies and hang-ups included; and who asks is bound to the connection, where no header can forge it.
 */
export function openResourceBridge(listener: RequestListener, prefix = ''): ResourceBridge {
  const contexts = new WeakMap<object, RequestContext>();
  const server = createServer(listener);

  return {
    contextOf: (request) => contexts.get(request.socket),
    async callResource(request, reply, context) {
      const [ours, theirs] = duplexPair();
      contexts.set(theirs, context);
      server.emit('connection', theirs);
      try {
        const response = await new Promise<IncomingMessage>((resolve, reject) => {
          const sent = httpRequest({
            createConnection: () => ours,
            host: 'grafana',
            method: request.method,
            path: `${prefix}/${request.url}`,
            headers: {
              ...headersOf(request),
              ...(request.body.length > 0 ? { 'content-length': request.body.length } : {}),
              connection: 'close',
            },
            signal: context.signal,
          });
          sent.once('response', resolve).once('error', reject).end(request.body);
        });
        await passOn(response, reply);
      } finally {
        ours.destroy();
        theirs.destroy();
      }
    },
  };
}
