import { destination, pino, type DestinationStream, type Logger } from 'pino';

const HCLOG_LEVELS: Readonly<Record<string, string>> = { fatal: 'error' };

/** go-plugin reads exactly six digits below the second, else it takes the line for plain text. */
const hclogTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

/**
 * A log that Grafana understands: JSON lines as hclog writes them (`@level`, `@message`, `@timestamp`), on stderr, since stdout belongs to the
 * handshake. They appear in Grafana's own log under the plugin's id.
 */
export function openPluginLog(
  options: { level?: string; clock?: () => number; stream?: DestinationStream } = {},
): Logger {
  const { level = 'info', clock = Date.now, stream = destination({ dest: 2, sync: true }) } = options;
  return pino(
    {
      level,
      base: null,
      messageKey: '@message',
      timestamp: () => `,"@timestamp":"${hclogTime(clock())}"`,
      formatters: { level: (label) => ({ '@level': HCLOG_LEVELS[label] ?? label }) },
    },
    stream,
  );
}
