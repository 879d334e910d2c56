import { z } from 'zod';
import { kafkaSourceSchema } from './kafka/kafka-config.js';
import { openKafkaSource } from './kafka/open-kafka-source.js';
import { mqttSourceSchema } from './mqtt/mqtt-config.js';
import { openMqttSource } from './mqtt/open-mqtt-source.js';
import type { Source, SourceContext } from './source.js';
import { openSparkplugSource } from './sparkplug/open-sparkplug-source.js';
import { sparkplugSourceSchema } from './sparkplug/sparkplug-config.js';

/** One source, by its kind. A new kind is a folder with its schema and its opener, named here twice. */
export const sourceSchema = z.discriminatedUnion('kind', [mqttSourceSchema, sparkplugSourceSchema, kafkaSourceSchema]);
export type SourceConfig = z.infer<typeof sourceSchema>;

export function openSource(config: SourceConfig, context: SourceContext): Promise<Source> {
  const { kind } = config;
  switch (kind) {
    case 'mqtt':
      return openMqttSource(config, context);
    case 'sparkplug':
      return openSparkplugSource(config, context);
    case 'kafka':
      return openKafkaSource(config, context);
    default:
      return kind satisfies never;
  }
}
