import { LoadingState, type PanelData } from '@grafana/data';
import React from 'react';

/** What a panel says in place of its picture. */
export function PanelNotice({ text }: { readonly text: string }): React.JSX.Element {
  return (
    <div
      role="status"
      style={{ display: 'grid', placeItems: 'center', height: '100%', padding: 16, textAlign: 'center' }}
    >
      {text}
    </div>
  );
}

/** Why there is nothing to draw: the failure of the query, that it still runs, what the data source says in a notice, or `otherwise`. */
export function noPictureText(data: PanelData, otherwise: string): string {
  const errors = data.errors ?? (data.error ? [data.error] : []);
  if (errors.length > 0) return errors.map(({ message }) => message ?? 'The query failed.').join(' ');
  if (data.state === LoadingState.Loading) return 'Loading…';
  return data.series.flatMap(({ meta }) => meta?.notices ?? [])[0]?.text ?? otherwise;
}
