import type { DashboardEntry } from './dashboard/dashboard-json.js';

export interface Folder {
  readonly name: string;
  /** `oil-wells` → `Oil wells`. */
  readonly title: string;
  readonly dashboards: readonly DashboardEntry[];
}

/** Dashboards by their folder, in the order that they come. */
export function foldersOf(dashboards: readonly DashboardEntry[]): readonly Folder[] {
  const names = [...new Set(dashboards.map(({ folder }) => folder))];
  return names.map((name) => ({
    name,
    title: name === '' ? 'Dashboards' : name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' '),
    dashboards: dashboards.filter(({ folder }) => folder === name),
  }));
}
