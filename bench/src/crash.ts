import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrateUp, openPool, startEmbeddedPostgres } from '@wellhead/stores';
import { pino } from 'pino';
import type { CrashOrder } from '../../ingestor/testing/kill/crash-child.js';
import { hasKcat, startMockKafka } from '../../ingestor/testing/mock-kafka.js';
import { hasMosquitto, startMosquitto } from '../../ingestor/testing/mqtt-brokers.js';
import { type BenchOptions, type BenchResult, machine } from './bench-result.js';
import { compare, type Verdict } from './crash/books.js';
import { endingOf, openRandom } from './crash/orders.js';
import { type IngestorToKill, startToKill } from '../../ingestor/testing/kill/ingestor-to-kill.js';
import { type Acknowledged, httpSender, kafkaSender, mqttSender, openNumbers, type Sender } from './crash/senders.js';

const TOKEN = 'crash-bench-token';
const TOPIC = 'crash';
const SEED = 20_261_125;
/** How long what brokers hold may take to arrive, in ms. */
const ARRIVAL_MS = 30_000;
/** A named point that is not passed within this ends as a kill from outside, in ms. */
const POINT_MS = 5_000;

/**
 * Rounds of kill -9 under load from HTTP, MQTT (mosquitto, QoS 1) and Kafka (librdkafka's mock cluster). After each round the next process says
 * what is stored of everything that was acknowledged: by us over HTTP, by the brokers for the others.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const before = machine();
  const rounds = quick ? 10 : 200;
  const missing = [
    ...(hasMosquitto() ? [] : ['mosquitto is not installed (Debian: apt install mosquitto)']),
    ...(hasKcat() ? [] : ['kcat is not installed (Debian: apt install kcat)']),
  ];
  if (missing.length > 0) return { name: 'crash', figures: { rounds: 0 }, ratios: {}, n: {}, machine: before, missing };
  const dir = await mkdtemp(path.join(tmpdir(), 'wellhead-bench-crash-'));
  // The embedded Postgres runs as another user when we are root.
  await chmod(dir, 0o755);
  const log = pino({ level: 'warn' }, pino.destination(2));
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), password: TOKEN, log });
  const mosquitto = await startMosquitto(['max_queued_messages 0']);
  const kafka = await startMockKafka();
  try {
    const pool = openPool(postgres.url, { log });
    await migrateUp(pool, []);
    await pool.end();
    // A group of its own each round: the group of a killed member waits for it, and offsets of a new group say nothing, so that where to go on
    // is known from the spool and Postgres alone. Groups with a dead member are in the conformance suite of sources.
    const orderOf = (round: number): CrashOrder => ({
      dir,
      databaseUrl: postgres.url,
      token: TOKEN,
      sources: [
        { name: 'mqtt', kind: 'mqtt', url: mosquitto.url, topics: [{ topic: 'crash/{asset}', ...JSON_OF_CRASH }] },
        {
          name: 'kafka',
          kind: 'kafka',
          brokers: kafka.brokers,
          groupId: `crash-${round}`,
          topics: [{ topic: TOPIC, ...JSON_OF_CRASH, asset: 'kafka' }],
        },
      ],
    });
    const numbers = openNumbers();
    const acknowledged: Acknowledged = new Map();
    const senders: readonly Sender[] = [
      httpSender(TOKEN, numbers, acknowledged),
      await mqttSender(mosquitto.url, numbers, acknowledged),
      await kafkaSender(kafka.brokers, TOPIC, numbers, acknowledged),
    ];
    const outcome = await runRounds(rounds, orderOf, numbers, acknowledged, senders);
    for (const sender of senders) await sender.close();
    const count = (name: string): number => acknowledged.get(name)?.size ?? 0;
    return {
      name: 'crash',
      figures: { ...outcome, acknowledged: count('http') + count('mqtt') + count('kafka') },
      ratios: {},
      n: { http: count('http'), mqtt: count('mqtt'), kafka: count('kafka') },
      machine: before,
    };
  } finally {
    await kafka.close();
    await mosquitto.close();
    await postgres.close();
    await rm(dir, { recursive: true, force: true });
  }
}

const JSON_OF_CRASH = { format: 'json', measurement: 'crash', precision: 'ns' } as const;

async function runRounds(
  rounds: number,
  orderOf: (round: number) => CrashOrder,
  numbers: ReturnType<typeof openNumbers>,
  acknowledged: Acknowledged,
  senders: readonly Sender[],
) {
  const random = openRandom(SEED);
  let checkedTo = 1;
  let lost = 0;
  let repeated = 0;
  let unbalanced = 0;
  let checks = 0;
  let atPoints = 0;

  const judge = async (product: IngestorToKill): Promise<void> => {
    const to = numbers.given;
    const verdict = await settle(product, acknowledged, checkedTo, to);
    if (verdict === undefined) return;
    checks += 1;
    lost += verdict.lost;
    repeated = Math.max(repeated, verdict.repeated);
    if (!verdict.isBalanced) unbalanced += 1;
    checkedTo = to;
  };

  for (let round = 0; round < rounds; round++) {
    const ending = endingOf(round, random);
    const product = await startToKill({
      ...orderOf(round),
      ...(ending.kind === 'store-point' ? { storeFaults: ending.storeFaults } : {}),
    });
    if (ending.kind === 'moment' && !ending.afterReady) setTimeout(product.kill, ending.ms);
    const url = await product.url;
    if (url !== undefined) {
      await judge(product);
      if (ending.kind === 'point') product.arm(ending.killAt);
      const load = Promise.all(senders.map((sender) => sender.send(url, product.isDead)));
      let isLate = false;
      const fromOutside = (): void => {
        isLate = true;
        product.kill();
      };
      const late = setTimeout(fromOutside, ending.kind === 'moment' && ending.afterReady ? ending.ms : POINT_MS);
      await load;
      await product.ended;
      if (ending.kind !== 'moment' && !isLate) atPoints += 1;
      clearTimeout(late);
    }
    await product.ended;
    if ((round + 1) % 10 === 0 || round === 0)
      console.log(
        `${round + 1} rounds, ${checks} checks, ${lost} lost, ${repeated} repeated, ${unbalanced} unbalanced`,
      );
  }
  const last = await startToKill(orderOf(rounds));
  await last.url;
  await judge(last);
  last.kill();
  await last.ended;
  return { rounds, checks, rounds_at_points: atPoints, lost, repeated, unbalanced, seed: SEED };
}

/** Waits until nothing is missing any more, for what brokers still hold; undefined if the process dies meanwhile. */
async function settle(
  product: IngestorToKill,
  acknowledged: Acknowledged,
  from: number,
  to: number,
): Promise<Verdict | undefined> {
  const untilMs = performance.now() + ARRIVAL_MS;
  for (;;) {
    const check = await product.check(from, to);
    if (check === undefined) return undefined;
    const verdict = compare(acknowledged, from, to, check);
    if ((verdict.lost === 0 && verdict.isBalanced) || performance.now() > untilMs) return verdict;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
