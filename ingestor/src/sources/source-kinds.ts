import { z } from 'zod';
import { folderSourceSchema } from './folder/folder-config.js';
import { openFolderSource } from './folder/open-folder-source.js';
import { kafkaSourceSchema } from './kafka/kafka-config.js';
import { openKafkaSource } from './kafka/open-kafka-source.js';
import { mqttSourceSchema } from './mqtt/mqtt-config.js';
import { openMqttSource } from './mqtt/open-mqtt-source.js';
import { openPollingSource } from './postgres/polling/open-polling-source.js';
import { pollingSourceSchema } from './postgres/polling/polling-config.js';
import { openReplicationSource } from './postgres/replication/open-replication-source.js';
import { replicationSourceSchema } from './postgres/replication/replication-config.js';
import { remoteWriteSchema } from './prometheus/remote-write/remote-write-config.js';
import { openScrapeSource } from './prometheus/scrape/open-scrape-source.js';
import { scrapeSourceSchema } from './prometheus/scrape/scrape-config.js';
import { openPullSource } from './pull/open-pull-source.js';
import { pullSourceSchema } from './pull/pull-config.js';
import { openRemoteFileSource } from './remote-file/open-remote-file-source.js';
import { remoteFileSourceSchema } from './remote-file/remote-file-config.js';
import type { Source, SourceContext } from './source.js';
import { openSparkplugSource } from './sparkplug/open-sparkplug-source.js';
import { sparkplugSourceSchema } from './sparkplug/sparkplug-config.js';

/** One source, by its kind. A new kind is a folder with its schema and its opener, named here twice. */
export const sourceSchema = z.discriminatedUnion('kind', [
  mqttSourceSchema,
  sparkplugSourceSchema,
  kafkaSourceSchema,
  remoteWriteSchema,
  scrapeSourceSchema,
  pullSourceSchema,
  pollingSourceSchema,
  folderSourceSchema,
  replicationSourceSchema,
  remoteFileSourceSchema,
]);
export type SourceConfig = z.infer<typeof sourceSchema>;

export function openSource(config: SourceConfig, context: SourceContext): Promise<Source> {
  switch (config.kind) {
    case 'mqtt':
      return openMqttSource(config, context);
    case 'sparkplug':
      return openSparkplugSource(config, context);
    case 'kafka':
      return openKafkaSource(config, context);
    case 'prometheus-scrape':
      return openScrapeSource(config, context);
    case 'pull':
      return openPullSource(config, context);
    case 'postgres-polling':
      return openPollingSource(config, context);
    case 'folder':
      return openFolderSource(config, context);
    case 'postgres-replication':
      return openReplicationSource(config, context);
    case 'remote-file':
      return openRemoteFileSource(config, context);
    case 'prometheus-remote-write':
      // Prometheus comes to us, by the route: nothing is opened.
      context.status.isConnected = true;
      return Promise.resolve({ close: () => Promise.resolve() });
    default:
      return config satisfies never;
  }
}
