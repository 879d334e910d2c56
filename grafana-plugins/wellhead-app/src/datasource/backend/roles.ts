import type { PluginUser } from '@wellhead/backend-sdk';

export type WellheadRole = 'viewer' | 'editor' | 'admin';

/** What a person of Grafana may do here. Nobody (an alert rule, a public dashboard) may read, and so may whoever Grafana let through without a role. */
export function wellheadRoleOf(user: PluginUser | undefined): WellheadRole {
  const role = user?.role ?? 'None';
  switch (role) {
    case 'Admin':
      return 'admin';
    case 'Editor':
      return 'editor';
    case 'Viewer':
    case 'None':
      return 'viewer';
    default:
      return role satisfies never;
  }
}
