import type { DemoContext } from '@wellhead/packs';
import { z } from 'zod';

const topic = (fallback: string, reason: string) =>
  z
    .string()
    .regex(/^[\w.-]{1,249}$/, 'expected the name of a topic')
    .default(fallback)
    .describe(reason);

/** A Kafka that demos play, and the topics of it. */
export const kafkaEnvShape = {
  KAFKA_BROKERS: z
    .string()
    .regex(/^[^\s:/,]+:\d+(,[^\s:/,]+:\d+)*$/, 'expected host:port, with commas between several')
    .optional()
    .describe('a Kafka that demos send their events to: 127.0.0.1:9092; default: they come over HTTP'),
  TOPIC_NAME_RESULTS: topic('delivery-results', 'topic of what steps of deliveries came to'),
  TOPIC_NAME_TRIGGERS: topic('delivery-triggers', 'topic of what starts steps of deliveries'),
};
const kafkaEnvSchema = z.object(kafkaEnvShape);

export const kafkaOf = ({
  KAFKA_BROKERS,
  TOPIC_NAME_RESULTS: results,
  TOPIC_NAME_TRIGGERS: triggers,
}: z.infer<typeof kafkaEnvSchema>): Pick<DemoContext, 'kafka'> =>
  KAFKA_BROKERS === undefined ? {} : { kafka: { brokers: KAFKA_BROKERS.split(','), topics: { results, triggers } } };
