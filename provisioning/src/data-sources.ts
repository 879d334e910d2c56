/**
 * Ours for dashboards and alerts; the stores themselves for people's own queries, read-only. An address that is not set in the
 * environment leaves that data source unhealthy and harms nothing else.
 */
export const dataSources = (): object => ({
  apiVersion: 1,
  datasources: [
    {
      orgId: 1,
      name: 'Wellhead',
      uid: 'wellhead',
      type: 'wellhead-datasource',
      access: 'proxy',
      isDefault: true,
      editable: false,
      jsonData: {},
    },
    {
      orgId: 1,
      name: 'InfluxDB',
      uid: 'wellhead-influxdb',
      type: 'influxdb',
      access: 'proxy',
      url: '${INFLUX_URL}',
      editable: false,
      // InfluxQL, the one read language that InfluxDB 1, 2 and 3 all answer.
      jsonData: { version: 'InfluxQL', dbName: '${INFLUX_BUCKET}', httpMode: 'GET', httpHeaderName1: 'Authorization' },
      secureJsonData: { httpHeaderValue1: 'Token ${INFLUX_TOKEN}' },
    },
    {
      orgId: 1,
      name: 'PostgreSQL',
      uid: 'wellhead-postgres',
      type: 'grafana-postgresql-datasource',
      access: 'proxy',
      url: '${POSTGRES_HOST}',
      user: 'analyst',
      editable: false,
      jsonData: { database: 'wellhead', sslmode: 'disable', postgresVersion: 1500, maxOpenConns: 5 },
      secureJsonData: { password: '${ANALYST_PASSWORD}' },
    },
  ],
});

/** plugins/wellhead.yaml: enables the app, which holds the data source and the panels. */
export const plugins = (): object => ({
  apiVersion: 1,
  apps: [
    {
      type: 'wellhead-app',
      org_id: 1,
      disabled: false,
      // Where files and models go that somebody uploads on a page of the app.
      jsonData: { intakeUrl: '${WELLHEAD_INTAKE_URL}', apiUrl: '${WELLHEAD_API_URL}' },
      secureJsonData: { token: '${WELLHEAD_TOKEN}' },
    },
  ],
});

/** dashboards/wellhead.yaml: a folder of dashboards for each pack. GF_PATHS_PROVISIONING is the folder that Grafana itself reads. */
export const dashboardProviders = (packs: readonly { readonly name: string; readonly folder: string }[]): object => ({
  apiVersion: 1,
  providers: packs.map(({ name, folder }) => ({
    name: `wellhead ${name}`,
    orgId: 1,
    folder,
    // Folders and dashboards share their uids: one must not be named like the other.
    folderUid: `wellhead-folder-${name}`,
    type: 'file',
    disableDeletion: false,
    editable: true,
    allowUiUpdates: false,
    updateIntervalSeconds: 30,
    options: { path: '${GF_PATHS_PROVISIONING}/dashboards/' + name },
  })),
});
