import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { KEPT_EVENTS } from '@wellhead/stores';
import { type Consumer, type EachBatchPayload, Kafka, logLevel, type SASLOptions } from 'kafkajs';
import type { Source, SourceContext } from '../source.js';
import { alignOffsets } from './align-offsets.js';
import type { KafkaSourceConfig } from './kafka-config.js';
import { headerTexts, positionOf, readRecord, streamOf } from './read-record.js';
import { watchLag } from './watch-lag.js';

const RETRY_MS = 1_000;
const PARTITIONS_AT_ONCE = 4;

/**
 * Consumes topics as a member of a group. Offsets are committed when the records are durable; the positions in the spool say what is, so
 * that what is read again after a crash or a rebalance is passed over.
 */
export async function openKafkaSource(config: KafkaSourceConfig, context: SourceContext): Promise<Source> {
  const { status, log, name, clock } = context;
  const topics = new Map(config.topics.map((topic) => [topic.topic, topic]));
  const positions = new Map(context.positions);
  const takenMs = new Map<string, number>();
  const closing = new AbortController();
  const heartbeatMs = Math.round(config.sessionMs / 10);
  const kafka = new Kafka({
    clientId: `wellhead-${name}`,
    brokers: config.brokers,
    ...(await securityOf(config)),
    logLevel: logLevel.NOTHING,
    retry: { retries: 3, initialRetryTime: 200 },
  });
  const admin = kafka.admin();
  const consumer = kafka.consumer({
    groupId: config.groupId,
    sessionTimeout: config.sessionMs,
    rebalanceTimeout: 2 * config.sessionMs,
    heartbeatInterval: heartbeatMs,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 500,
    retry: { retries: 3, initialRetryTime: 200, restartOnFailure: () => Promise.resolve(!closing.signal.aborted) },
  });
  let aligned: Promise<void> = Promise.resolve();

  const fail = (error: Error): void => {
    status.isConnected = false;
    status.behindSinceMs ??= clock();
    if (status.lastError !== error.message) log.warn({ source: name, reason: error.message }, 'source not connected');
    status.lastError = error.message;
  };
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    status.isConnected = true;
    status.lastError = undefined;
    log.info({ source: name, assignment: payload.memberAssignment }, 'source connected');
    const assignment = payload.memberAssignment;
    aligned = untilClosing(() =>
      alignOffsets({ admin, consumer, groupId: config.groupId, assignment, positions, log }),
    );
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error));

  async function takeBatch(payload: EachBatchPayload): Promise<void> {
    await aligned;
    const { batch, heartbeat, resolveOffset, commitOffsetsIfNecessary, isStale } = payload;
    const how = topics.get(batch.topic);
    const last = batch.lastOffset();
    if (how === undefined || isStale() || closing.signal.aborted) return;
    const stream = streamOf(batch.topic, batch.partition);
    const before = positions.get(stream)?.position ?? -1;
    const records = batch.messages.filter(({ offset }) => Number(offset) > before);
    const messages = records.map((record) => readRecord(how, batch.partition, record));
    // While the spool is full this takes long; without a heartbeat the group would give our partitions to another.
    const beat = setInterval(() => void heartbeat().catch(() => undefined), heartbeatMs);
    const outcome = await context.keep(messages).finally(() => clearInterval(beat));
    if (outcome === 'closed') return;
    const newest = records.at(-1);
    if (newest) {
      positions.set(stream, positionOf(batch.topic, batch.partition, newest));
      takenMs.set(stream, Number(newest.timestamp));
    }
    for (const { key, headers, value, timestamp, offset } of records.slice(-KEPT_EVENTS))
      context.tell({
        stream: batch.topic,
        partition: batch.partition,
        position: Number(offset),
        atMs: Number(timestamp),
        key: key?.toString('utf8') ?? '',
        headers: headerTexts(headers),
        payload: value ?? Buffer.alloc(0),
      });
    resolveOffset(last);
    const offsets = [
      { topic: batch.topic, partitions: [{ partition: batch.partition, offset: String(Number(last) + 1) }] },
    ];
    await commitOffsetsIfNecessary({ topics: offsets });
  }

  async function run(member: Consumer): Promise<void> {
    await admin.connect();
    await member.connect();
    await member.subscribe({ topics: [...topics.keys()], fromBeginning: config.from === 'beginning' });
    await member.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: takeBatch,
    });
  }

  /** Tries until it succeeds or the source closes. */
  async function untilClosing(work: () => Promise<void>): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        return await work();
      } catch (error) {
        fail(error as Error);
        await pause(RETRY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  const running = untilClosing(() => run(consumer));
  const lag = watchLag({
    admin,
    groupId: config.groupId,
    topics: [...topics.keys()],
    positions,
    takenMs,
    status,
    clock,
  });
  return {
    async close() {
      closing.abort();
      await lag.close();
      await running;
      await aligned;
      await consumer.disconnect();
      await admin.disconnect();
    },
  };
}

async function securityOf({ tls, ca, sasl }: KafkaSourceConfig) {
  const ssl = ca === undefined ? tls : { ca: [await readFile(ca, 'utf8')] };
  return { ssl, ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }) };
}
