/** Must run before @grafana/runtime is imported: its `config` reads window.grafanaBootData once. */

export type ThemeMode = 'dark' | 'light';
export const themeMode: ThemeMode =
  new URLSearchParams(window.location.search).get('theme') === 'light' ? 'light' : 'dark';

Object.assign(window, {
  __grafana_public_path__: '/public/',
  grafanaBootData: {
    user: {
      id: 1,
      login: 'viewer',
      theme: themeMode,
      timezone: 'browser',
      locale: 'en-US',
      orgRole: 'Viewer',
      permissions: {},
    },
    settings: {
      buildInfo: { version: '12.4.10', env: 'production' },
      featureToggles: {},
      datasources: {},
      panels: {},
      apps: {},
      defaultDatasource: 'wellhead',
      appSubUrl: '',
    },
    navTree: [],
  },
});
document.documentElement.style.colorScheme = themeMode;
