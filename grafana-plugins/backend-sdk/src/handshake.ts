/** Version of go-plugin's own protocol, and of Grafana's plugin protocol, `pluginv2`. */
const CORE_PROTOCOL = 1;
const PLUGIN_PROTOCOL = 2;

/** Name of the variable that Grafana sets for every backend plugin that it starts, and the value that go-plugin asks for. */
export const PLUGIN_COOKIE = { name: 'grafana_plugin_type', value: 'datasource' } as const;

/** The line that tells the host where the backend listens: the first on stdout. Without its line end. */
export const handshakeLine = (address: string): string => `${CORE_PROTOCOL}|${PLUGIN_PROTOCOL}|tcp|${address}|grpc`;

/** Undefined when the process was started by Grafana; else a sentence for the person who started it by hand. */
export function missingCookie(cookie: string | undefined): string | undefined {
  if (cookie === PLUGIN_COOKIE.value) return undefined;
  return (
    `This is a backend of a Grafana plugin: Grafana starts it, with ${PLUGIN_COOKIE.name}=${PLUGIN_COOKIE.value} in its environment ` +
    `(here it is ${cookie === undefined ? 'not set' : `"${cookie}"`}). Put the plugin's folder into Grafana's plugin directory instead of running it.`
  );
}
