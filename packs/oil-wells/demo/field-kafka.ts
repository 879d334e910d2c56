import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { DemoKafka } from '../../src/index.js';
import { KAFKA_WELLS } from './field.js';
import { longForm } from './telemetry-lines.js';

/** Record types that go over Kafka where there is a broker, and their topics; `examples/kafka.sources.yaml` has the same. */
const TOPICS = { lab_results: 'wells.lab_results', well_events: 'wells.events' } as const;
const TELEMETRY = 'wells.telemetry';
export type KafkaRecords = keyof typeof TOPICS;

/** The part of the field whose systems send to Kafka: telemetry of a well in the long form, results of the laboratory, the journal. */
export interface FieldKafka {
  /** Where the ingestor takes from; the same as a file of WELLHEAD_SOURCES says. */
  readonly source: object;
  /** Sends what its wells say at one time; resolves when the broker has it. */
  sendTelemetry(atMs: number): Promise<void>;
  sendRecords(type: KafkaRecords, rows: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

export const isOverKafka = (type: string): type is KafkaRecords => type in TOPICS;

/** Connects to the broker; topics are made by what is sent, unless somebody made them. */
export async function openFieldKafka({ brokers }: Pick<DemoKafka, 'brokers'>): Promise<FieldKafka> {
  const producer = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: true,
  });
  await producer.connect();
  return {
    source: {
      name: 'demo-field-kafka',
      kind: 'kafka',
      brokers: [...brokers],
      groupId: 'wellhead-oil-wells',
      topics: [
        {
          topic: TELEMETRY,
          format: 'json',
          measurement: 'tms',
          members: { time: 'timestamp', asset: 'well_id', field: 'sensor_type', value: 'value' },
        },
        ...Object.entries(TOPICS).map(([recordType, topic]) => ({ topic, format: 'records', recordType })),
      ],
    },
    sendTelemetry: async (atMs) => {
      const messages = KAFKA_WELLS.map((well) => ({ key: well.id, value: JSON.stringify(longForm([well], atMs)) }));
      await producer.send({ topic: TELEMETRY, messages });
    },
    sendRecords: async (type, rows) => {
      if (rows.length === 0) return;
      await producer.send({ topic: TOPICS[type], messages: rows.map((row) => ({ value: JSON.stringify(row) })) });
    },
    close: () => producer.disconnect(),
  };
}
