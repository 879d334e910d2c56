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

/** What went wrong with the queries of a panel, a sentence each. */
export const failuresOf = (data: PanelData): readonly string[] =>
  (data.errors ?? (data.error ? [data.error] : [])).map(({ message }) => message ?? 'A query failed.');

/** Why there is nothing to draw: the failure of the query, that it still runs, what the data source says in a notice, or `otherwise`. */
export function noPictureText(data: PanelData, otherwise: string): string {
  const failures = failuresOf(data);
  if (failures.length > 0) return failures.join(' ');
  if (data.state === LoadingState.Loading) return 'Loading…';
  return data.series.flatMap(({ meta }) => meta?.notices ?? [])[0]?.text ?? otherwise;
}
