import type { StringMap, WirePluginContext } from './protocol/messages.js';

const GRAFANA_ROLES = ['None', 'Viewer', 'Editor', 'Admin'] as const;
export type GrafanaRole = (typeof GRAFANA_ROLES)[number];

/** The signed-in person behind a request. */
export interface PluginUser {
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly role: GrafanaRole;
}

/** The configured data source that is asked. `jsonData` is its settings as JSON text: parse it with a schema of your own. */
export interface DataSourceSettings {
  readonly uid: string;
  readonly name: string;
  readonly url: string;
  readonly jsonData: string;
  /** Decrypted secrets: never log them. */
  readonly secureJsonData: StringMap;
  readonly updatedAtMs: number;
}

/**
 * Who asks, and for which data source. `user` is absent when Grafana itself asks, as in alert rules and public dashboards:
 * treat that as read-only.
 */
export interface PluginContext {
  readonly orgId: number;
  readonly namespace: string;
  readonly pluginId: string;
  readonly pluginVersion: string;
  /** Grafana and its version, `Grafana/12.4.1`; empty before 10.3. */
  readonly userAgent: string;
  readonly user: PluginUser | undefined;
  readonly dataSource: DataSourceSettings | undefined;
  /** Settings of an app that the plugin is nested in, as JSON text; absent for most requests. */
  readonly appJsonData: string | undefined;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

const roleOf = (role: string): GrafanaRole => GRAFANA_ROLES.find((known) => known === role) ?? 'None';

/** Reads the context of a request; a request without one is that of nobody. A role that is not known is `None`. */
export function pluginContextOf(wire: WirePluginContext | null): PluginContext {
  const user = wire?.user ?? null;
  const dataSource = wire?.dataSourceSettings ?? null;
  return {
    orgId: wire?.orgId ?? 0,
    namespace: wire?.namespace ?? '',
    pluginId: wire?.pluginId ?? '',
    pluginVersion: wire?.pluginVersion ?? '',
    userAgent: wire?.userAgent ?? '',
    user: user ? { login: user.login, name: user.name, email: user.email, role: roleOf(user.role) } : undefined,
    dataSource: dataSource
      ? {
          uid: dataSource.uid,
          name: dataSource.name,
          url: dataSource.url,
          jsonData: text(dataSource.jsonData),
          secureJsonData: dataSource.decryptedSecureJsonData,
          updatedAtMs: dataSource.lastUpdatedMS,
        }
      : undefined,
    appJsonData: wire?.appSettings ? text(wire.appSettings.jsonData) : undefined,
  };
}
