import type { AppPlugin, AppRootProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import React, { useEffect, useState, type ComponentType } from 'react';
import { loadApp } from './grafana/plugin-modules.js';

/** A page of the app plugin, as built; `path` is below the app's own address. */
export function AppPage({ path }: { readonly path: string }): React.JSX.Element {
  const [plugin, setPlugin] = useState<AppPlugin>();
  useEffect(() => {
    void loadApp().then((loaded) => setPlugin(() => loaded));
  }, []);
  const Root = plugin?.root as ComponentType<AppRootProps> | undefined;
  if (!Root) return <LoadingPlaceholder text="Loading the app…" />;
  const meta = { id: 'wellhead-app', jsonData: {} } as AppRootProps['meta'];
  return (
    <Root
      meta={meta}
      basename="/a/wellhead-app"
      path={`/a/wellhead-app/${path}`}
      query={{}}
      onNavChanged={() => undefined}
    />
  );
}
