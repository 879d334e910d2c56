import { z } from 'zod';
import { payloadSchema } from '../payload/payload-config.js';
import { secretSchema } from '../secret.js';
import { sourceName } from '../source-name.js';

const topicName = z.string().regex(/^[\w.-]{1,249}$/, 'expected the name of a topic');

export const kafkaSourceSchema = z.strictObject({
  kind: z.literal('kafka'),
  name: sourceName,
  brokers: z.array(z.string().regex(/^[^\s:/]+:\d+$/, 'expected host:port')).min(1),
  groupId: z
    .string()
    .min(1)
    .default('wellhead')
    .describe('consumer group; ingestors of one group share the partitions'),
  from: z.enum(['beginning', 'end']).default('beginning').describe('where a group begins that has no offsets yet'),
  sessionMs: z
    .number()
    .int()
    .min(1_000)
    .default(30_000)
    .describe('a member that is silent for so long loses its partitions; the broker has bounds of its own'),
  tls: z.boolean().default(false),
  ca: z.string().optional().describe('file of the certificate authority, PEM'),
  sasl: z
    .strictObject({
      mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
      username: z.string().min(1),
      password: secretSchema,
    })
    .optional(),
  topics: z
    .array(
      payloadSchema({
        topic: z
          .union([topicName, secretSchema.pipe(topicName)])
          .describe('its name, or the variable that has it: { env: TOPIC_NAME_RESULTS }'),
        key: z.literal('asset').optional().describe('what the key of a message is'),
        headers: z.array(z.string().min(1)).default([]).describe('headers that are tags'),
      }),
    )
    .min(1),
});
export type KafkaSourceConfig = z.infer<typeof kafkaSourceSchema>;
export type KafkaTopic = KafkaSourceConfig['topics'][number];
