import { doorTable } from './doors.js';

export interface Whereabouts {
  readonly httpUrl: string;
  readonly pluginAddress: string;
  readonly databaseUrl: string;
  readonly grafanaUrl: string | undefined;
  readonly bucket: string;
  readonly secretsFile: string;
  readonly token: 'kept' | 'given';
  readonly telemetry: string;
  readonly packs: readonly string[];
  /** Those that come with Wellhead and do not run. */
  readonly otherPacks: readonly string[];
}

/** What `npm start` says when everything runs: every door, a line to try, and how to get the real Grafana. */
export function welcome(at: Whereabouts): string {
  const database = new URL(at.databaseUrl);
  const inSecrets = (name: string): string => `“${name}” in ${at.secretsFile}`;
  const token = at.token === 'given' ? 'WELLHEAD_TOKEN, as given' : inSecrets('token');
  const tokenInShell =
    at.token === 'given' ? '$WELLHEAD_TOKEN' : `$(node -p "JSON.parse(fs.readFileSync('${at.secretsFile}')).token")`;
  return `
${doorTable([
  ...(at.grafanaUrl === undefined
    ? []
    : [{ what: 'Grafana', address: at.grafanaUrl, user: 'admin', secret: inSecrets('grafanaPassword') }]),
  {
    what: 'Preview of the dashboards',
    address: `${at.httpUrl}/`,
    user: '–',
    secret: 'none: reading, from this machine only',
  },
  { what: 'API', address: `${at.httpUrl}/api/v1`, user: '–', secret: token },
  { what: 'API described', address: `${at.httpUrl}/openapi.json`, user: '–', secret: 'none' },
  {
    what: 'Writes (InfluxDB line protocol)',
    address: `${at.httpUrl}/api/v2/write?bucket=${at.bucket}`,
    user: '–',
    secret: token,
  },
  {
    what: 'Postgres, any SQL client',
    address: `${database.hostname}:${database.port}${database.pathname}`,
    user: 'analyst',
    secret: inSecrets('analystPassword'),
  },
  { what: 'Plugin backend (gRPC)', address: at.pluginAddress, user: '–', secret: 'none: this machine only' },
])}

Packs: ${at.packs.join(', ')}.${at.otherPacks.length === 0 ? '' : ` There are also ${at.otherPacks.join(', ')}: npm start -- --packs all, or the names of those you want.`}
Telemetry is kept in ${at.telemetry}. Try a write:

  curl -i -X POST "${at.httpUrl}/api/v2/write?bucket=${at.bucket}" -H "Authorization: Token ${tokenInShell}" --data-binary 'demo,asset=my-first value=42'

${
  at.grafanaUrl === undefined
    ? 'A real Grafana (12.0 or newer): install it and run GRAFANA_HOME=/usr/share/grafana npm start, or use docker compose (see README.md).'
    : 'Grafana runs with the data source, panels, dashboards and alert rules provisioned.'
}
Open ${at.grafanaUrl ?? `${at.httpUrl}/`} now. Ctrl-C ends everything.
`;
}
