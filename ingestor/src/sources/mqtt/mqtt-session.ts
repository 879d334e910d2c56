import { readFile } from 'node:fs/promises';
import { connect, type IPublishPacket, type MqttClient } from 'mqtt';
import type { SourceMessage } from '../../intake.js';
import type { Source, SourceContext } from '../source.js';
import type { MqttConnection } from './mqtt-config.js';
import { openRedeliveries } from './redeliveries.js';

/** Messages that wait in memory; then the connection is read no further. */
const QUEUE_MESSAGES = 1_000;
const RECONNECT_MS = 1_000;

/** A message as it came. */
export interface MqttMessage {
  readonly topic: string;
  readonly payload: Buffer;
}

export interface MqttSession extends Source {
  /** Publishes with QoS 0; not connected, it is left out. */
  publish(topic: string, payload: Buffer): void;
}

interface Arrived {
  readonly packet: IPublishPacket;
  /** The connection that it came over: only there may it be acknowledged. */
  readonly connection: MqttClient['stream'];
}

/**
 * Takes messages of a persistent session with QoS 1. A message is acknowledged to the broker when it is durable, many with one sync; what
 * the broker sends again because an acknowledgement was lost is recognised and not kept twice.
 *
 * The client hands over one message at a time and acknowledges it when its handler is done, which would cost a sync a message. So the
 * handler ends at once with an error, which keeps the client from acknowledging, and PUBACK is sent from here.
 */
export async function openMqttSession(
  connection: MqttConnection,
  filters: readonly string[],
  context: SourceContext,
  read: (message: MqttMessage) => SourceMessage,
): Promise<MqttSession> {
  const { status, log, name, clock } = context;
  const redeliveries = openRedeliveries(context.positions);
  let queue: Arrived[] = [];
  let held: (() => void) | undefined;
  let isNewSession = false;
  /** Whether nothing new has come over this connection yet. */
  let isLeading = true;
  let running: Promise<void> | undefined;
  let closed = false;

  const client = connect(connection.url, {
    ...(await credentialsOf(connection)),
    clientId: connection.clientId ?? `wellhead-${name}`,
    clean: false,
    protocolVersion: 4,
    reconnectPeriod: RECONNECT_MS,
    resubscribe: false,
  });

  client.handleMessage = (packet, done) => {
    const release = (): void => done(new Error('acknowledged later'));
    if (!closed) queue.push({ packet, connection: client.stream });
    if (queue.length < QUEUE_MESSAGES || closed) release();
    else held = release;
    running ??= run().catch((error: unknown) => log.error({ err: error, source: name }, 'source failed'));
  };

  async function run(): Promise<void> {
    // One turn of the event loop lets messages that arrived together share a sync.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0 && !closed) {
      status.behindSinceMs = clock();
      const batch = queue;
      queue = [];
      held?.();
      held = undefined;
      if ((await keepBatch(batch)) === 'closed') break;
    }
    if (status.isConnected) status.behindSinceMs = undefined;
    running = undefined;
  }

  async function keepBatch(batch: readonly Arrived[]): Promise<'kept' | 'closed'> {
    // What came over a connection that is gone comes again.
    const current = batch.filter((item) => item.packet.qos === 0 || item.connection === client.stream);
    const fresh = current.filter(({ packet }) => isWanted(packet));
    const messages = fresh.map(({ packet }) => {
      const message = read({ topic: packet.topic, payload: asBuffer(packet.payload) });
      return packet.qos === 0
        ? message
        : { ...message, position: [redeliveries.positionOf(packet), ...[message.position ?? []].flat()] };
    });
    if (messages.length > 0 && (await context.keep(messages)) === 'closed') return 'closed';
    for (const { packet } of fresh) if (packet.qos !== 0) redeliveries.remember(packet);
    for (const { packet, connection: over } of current)
      if (packet.qos === 1 && over === client.stream && packet.messageId !== undefined)
        client['_sendPacket']({ cmd: 'puback', messageId: packet.messageId });
    return 'kept';
  }

  /** Retained messages are from before we subscribed: taken once, when the session is new. */
  function isWanted(packet: IPublishPacket): boolean {
    if (packet.retain && !isNewSession) return false;
    if (packet.qos === 0) return true;
    // Brokers begin a connection with what they send again. Not all of them mark it as such (aedes does not).
    const isAgain = (packet.dup || isLeading) && redeliveries.isKept(packet);
    isLeading &&= isAgain;
    return !isAgain;
  }

  client.on('connect', ({ sessionPresent }) => {
    isNewSession = !sessionPresent;
    isLeading = true;
    if (isNewSession) redeliveries.forget();
    client
      .subscribeAsync([...filters], { qos: 1 })
      .then((granted) => {
        const refused = granted.filter(({ qos }) => qos > 2).map(({ topic }) => topic);
        status.isConnected = refused.length === 0;
        status.behindSinceMs = status.isConnected && !running ? undefined : status.behindSinceMs;
        status.lastError =
          refused.length > 0 ? `the broker refuses the subscription to ${refused.join(', ')}` : undefined;
        log.info({ source: name, sessionPresent, refused }, 'source connected');
      })
      .catch((error: Error) => (status.lastError = `not subscribed: ${error.message}`));
  });
  client.on('close', () => {
    if (status.isConnected) log.warn({ source: name }, 'source disconnected');
    status.isConnected = false;
    status.behindSinceMs ??= clock();
    status.lastError ??= 'not connected to the broker';
  });
  client.on('error', (error) => {
    status.lastError = error.message || String((error as NodeJS.ErrnoException).code ?? error);
    log.warn({ source: name, reason: status.lastError }, 'source not connected');
  });

  return {
    publish: (topic, payload) => {
      if (client.connected) client.publish(topic, payload, { qos: 0 });
    },
    async close() {
      closed = true;
      held?.();
      await running;
      await client.endAsync(!client.connected);
    },
  };
}

const asBuffer = (payload: string | Buffer): Buffer => (typeof payload === 'string' ? Buffer.from(payload) : payload);

async function credentialsOf({ username, password, ca, certificate, key }: MqttConnection) {
  const file = async (path: string | undefined) => (path === undefined ? undefined : readFile(path));
  const [caPem, certPem, keyPem] = await Promise.all([file(ca), file(certificate), file(key)]);
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(caPem ? { ca: caPem } : {}),
    ...(certPem ? { cert: certPem } : {}),
    ...(keyPem ? { key: keyPem } : {}),
  };
}
