import { openMqttSession } from '../mqtt/mqtt-session.js';
import type { Source, SourceContext } from '../source.js';
import { openEdgeNodes } from './edge-nodes.js';
import { openSparkplugReader } from './read-sparkplug.js';
import type { SparkplugSourceConfig } from './sparkplug-config.js';
import { dataTypeNumber, encodeSparkplug } from './sparkplug-payload.js';

const TYPES = ['NBIRTH', 'NDEATH', 'NDATA'] as const;
const DEVICE_TYPES = ['DBIRTH', 'DDEATH', 'DDATA'] as const;

/** Listens to edge nodes as a host application does, and asks a node for its birth when it does not understand it. */
export async function openSparkplugSource(config: SparkplugSourceConfig, context: SourceContext): Promise<Source> {
  const { log, name, clock } = context;
  const groups = config.groups.length > 0 ? config.groups : ['+'];
  const filters = groups.flatMap((group) => [
    ...TYPES.map((type) => `spBv1.0/${group}/${type}/+`),
    ...DEVICE_TYPES.map((type) => `spBv1.0/${group}/${type}/+/+`),
  ]);
  const read = openSparkplugReader({
    nodes: openEdgeNodes(context.positions),
    measurement: config.measurement,
    clock,
    askRebirth(group, node) {
      log.info({ source: name, group, node }, 'rebirth asked');
      const metric = { name: 'Node Control/Rebirth', datatype: dataTypeNumber('Boolean'), boolean_value: true };
      session.publish(
        `spBv1.0/${group}/NCMD/${node}`,
        encodeSparkplug({ timestamp: String(clock()), metrics: [metric] }),
      );
    },
  });
  const session = await openMqttSession(config, filters, context, read);
  return session;
}
