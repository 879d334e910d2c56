import { Client, Metadata, credentials, type ServiceDefinition } from '@grpc/grpc-js';
import type { Frame } from '@wellhead/contracts';
import { readArrowFrame } from '../src/frames/read-arrow-frame.js';
import type * as wire from '../src/protocol/messages.js';
import { services } from '../src/protocol/services.js';

type Wire<T> = { readonly [K in keyof T]?: T[K] };

export interface QueryOptions {
  readonly queries: readonly Wire<wire.WireDataQuery>[];
  readonly pluginContext?: Wire<wire.WirePluginContext>;
  readonly headers?: Record<string, string>;
  readonly traceparent?: string;
  readonly deadlineMs?: number;
  /** Hangs up when it aborts. */
  readonly signal?: AbortSignal;
}
export interface Answer {
  readonly frames: readonly Frame[];
  readonly bytes: readonly Uint8Array[];
  readonly error: string;
  readonly status: number;
  readonly errorSource: string;
}
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  /** Messages that the answer came in. */
  readonly parts: number;
}
type StreamOptions = Wire<wire.WireStreamRequest>;

/** A client that speaks to a backend as Grafana does, over the same wire. */
export interface PluginClient {
  /** go-plugin's health check: the status of the service. */
  ping(service?: string): Promise<string>;
  query(options: QueryOptions): Promise<Readonly<Record<string, Answer>>>;
  checkHealth(
    pluginContext?: Wire<wire.WirePluginContext>,
  ): Promise<{ status: string; message: string; details: string }>;
  collectMetrics(): Promise<string>;
  callResource(
    request: { method?: string; url: string; headers?: Record<string, string>; body?: string } & {
      pluginContext?: Wire<wire.WirePluginContext>;
    },
  ): Promise<HttpAnswer>;
  subscribe(request: StreamOptions): Promise<string>;
  publish(request: StreamOptions): Promise<string>;
  /** `leave` is what Grafana does when the last subscriber has gone. */
  runStream(request: StreamOptions): { packets: AsyncIterable<string>; leave(): void };
  shutdown(): Promise<void>;
  close(): void;
}

export function connectPlugin(address: string): PluginClient {
  const client = new Client(address, credentials.createInsecure(), { 'grpc.max_receive_message_length': -1 });

  function unary<Request, Reply>(
    service: ServiceDefinition,
    method: string,
    request: Request,
    options: { metadata?: Metadata; deadlineMs?: number; signal?: AbortSignal } = {},
  ): Promise<Reply> {
    const found = service[method];
    if (!found) throw new Error(`No method ${method}.`);
    return new Promise((resolve, reject) => {
      const call = client.makeUnaryRequest<Request, Reply>(
        found.path,
        found.requestSerialize as (value: Request) => Buffer,
        found.responseDeserialize as (bytes: Buffer) => Reply,
        request,
        options.metadata ?? new Metadata(),
        options.deadlineMs === undefined ? {} : { deadline: Date.now() + options.deadlineMs },
        (error, reply) => (error ? reject(error) : resolve(reply as Reply)),
      );
      options.signal?.addEventListener('abort', () => call.cancel(), { once: true });
    });
  }
  function serverStream<Request, Reply>(service: ServiceDefinition, method: string, request: Request) {
    const found = service[method];
    if (!found) throw new Error(`No method ${method}.`);
    return client.makeServerStreamRequest<Request, Reply>(
      found.path,
      found.requestSerialize as (value: Request) => Buffer,
      found.responseDeserialize as (bytes: Buffer) => Reply,
      request,
    );
  }

  return {
    async ping(service = 'plugin') {
      const reply = await unary<object, { status: string }>(services.health, 'Check', { service });
      return reply.status;
    },
    async query({ traceparent, deadlineMs, signal, ...request }) {
      const metadata = new Metadata();
      if (traceparent) metadata.set('traceparent', traceparent);
      const reply = await unary<object, wire.WireQueryDataResponse>(services.data, 'QueryData', request, {
        metadata,
        ...(deadlineMs === undefined ? {} : { deadlineMs }),
        ...(signal ? { signal } : {}),
      });
      const entries = Object.entries(reply.responses).map(([refId, { frames, error, status, errorSource }]) => {
        return [refId, { frames: frames.map(readArrowFrame), bytes: frames, error, status, errorSource }] as const;
      });
      return Object.fromEntries(entries);
    },
    async checkHealth(pluginContext) {
      const request = { pluginContext, headers: {} };
      const reply = await unary<object, wire.WireCheckHealthResponse>(services.diagnostics, 'CheckHealth', request);
      return { status: reply.status, message: reply.message, details: Buffer.from(reply.jsonDetails).toString() };
    },
    async collectMetrics() {
      const reply = await unary<object, wire.WireCollectMetricsResponse>(services.diagnostics, 'CollectMetrics', {});
      return Buffer.from(reply.metrics?.prometheus ?? []).toString();
    },
    async callResource({ method = 'GET', url, headers = {}, body = '', pluginContext }) {
      const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { values: [value] }]));
      const request = { method, url, path: url.split('?')[0], headers: lists, body: Buffer.from(body), pluginContext };
      const parts: wire.WireCallResourceResponse[] = [];
      for await (const part of serverStream<object, wire.WireCallResourceResponse>(
        services.resource,
        'CallResource',
        request,
      )) {
        parts.push(part as wire.WireCallResourceResponse);
      }
      const [head] = parts;
      return {
        status: head?.code ?? 0,
        headers: Object.fromEntries(Object.entries(head?.headers ?? {}).map(([name, { values }]) => [name, values])),
        body: Buffer.concat(parts.map((part) => part.body)).toString(),
        parts: parts.length,
      };
    },
    async subscribe(request) {
      const reply = await unary<object, wire.WireStreamPermission>(services.stream, 'SubscribeStream', request);
      return reply.status;
    },
    async publish(request) {
      const reply = await unary<object, wire.WireStreamPermission>(services.stream, 'PublishStream', request);
      return reply.status;
    },
    runStream(request) {
      const call = serverStream<object, wire.WireStreamPacket>(services.stream, 'RunStream', request);
      async function* packets(): AsyncGenerator<string> {
        for await (const packet of call) yield Buffer.from((packet as wire.WireStreamPacket).data).toString();
      }
      return { packets: packets(), leave: () => call.cancel() };
    },
    async shutdown() {
      await unary(services.controller, 'Shutdown', {});
    },
    close: () => client.close(),
  };
}
