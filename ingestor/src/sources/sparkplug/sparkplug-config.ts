import { z } from 'zod';
import { mqttConnection } from '../mqtt/mqtt-config.js';

export const sparkplugSourceSchema = z.strictObject({
  kind: z.literal('sparkplug'),
  ...mqttConnection,
  groups: z
    .array(z.string().regex(/^[^/+#]+$/, 'expected a group without / + #'))
    .default([])
    .describe('groups to take from; default: all'),
  measurement: z
    .string()
    .min(1)
    .default('sparkplug')
    .describe('measurement of metrics whose name has no “/”; else what stands before the first one is the measurement'),
});
export type SparkplugSourceConfig = z.infer<typeof sparkplugSourceSchema>;
