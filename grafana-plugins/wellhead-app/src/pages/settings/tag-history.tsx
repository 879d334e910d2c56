import type { TagChange } from '@wellhead/contracts';
import React from 'react';
import { ask } from '../frame/ask.js';
import { DataTable } from '../frame/data-table.js';
import { timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { useAsked } from '../frame/use-asked.js';

/** Who mapped which tag to what, the newest first. `revision` changes when something was saved. */
export function TagHistory({ revision }: { readonly revision: number }): React.JSX.Element {
  const [asked] = useAsked(`tag history ${revision}`, () => ask<TagChange[]>('GET', 'tags/history'));
  return (
    <details>
      <summary>History of watched tags</summary>
      <Shown asked={asked} what="history">
        {(changes) => (
          <DataTable
            label="History of watched tags"
            rows={changes.map((change, at) => ({ ...change, at }))}
            keyOf={({ at }) => String(at)}
            empty="Nobody has changed one yet: they are as packs brought them."
            columns={[
              { title: 'When', cell: ({ changedAtMs }) => timeText(changedAtMs) },
              { title: 'Who', cell: ({ changedBy }) => changedBy },
              { title: 'Tag', cell: ({ tag }) => tag },
              {
                title: 'Since then',
                cell: ({ mapping }) =>
                  mapping === null
                    ? 'not watched'
                    : `${mapping.asset} ${mapping.measurement}.${mapping.field}${mapping.unit === '' ? '' : `, in ${mapping.unit}`}`,
              },
            ]}
          />
        )}
      </Shown>
    </details>
  );
}
