import type { Role } from '@wellhead/contracts';
import type { PluginUser } from '@wellhead/backend-sdk';

/** What a person of Grafana may do here. Nobody (an alert rule, a public dashboard) may read, and so may whoever Grafana let through without a role. */
export function wellheadRoleOf(user: PluginUser | undefined): Role {
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
