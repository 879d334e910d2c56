import type { SettingVersion } from '@wellhead/contracts';
import React from 'react';
import { ask } from '../frame/ask.js';
import { DataTable } from '../frame/data-table.js';
import { timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { useAsked } from '../frame/use-asked.js';

export interface SettingHistoryProps {
  readonly name: string;
  /** Changes when another version was saved. */
  readonly revision: number;
  /** A value in words. */
  readonly say: (value: unknown) => string;
}

/** Who set a setting, when, and to what; the newest first. */
export function SettingHistory({ name, revision, say }: SettingHistoryProps): React.JSX.Element {
  const [asked] = useAsked(`${name} ${revision}`, () => ask<SettingVersion[]>('GET', `settings/${name}/history`));
  return (
    <details>
      <summary>History</summary>
      <Shown asked={asked} what="history">
        {(versions) => (
          <DataTable
            label={`History of ${name}`}
            rows={versions}
            keyOf={({ changedAtMs }) => String(changedAtMs)}
            empty="Nobody has changed it yet."
            columns={[
              { title: 'When', cell: ({ changedAtMs }) => timeText(changedAtMs) },
              { title: 'Who', cell: ({ changedBy }) => changedBy },
              { title: 'Since then', cell: ({ value }) => say(value) },
            ]}
          />
        )}
      </Shown>
    </details>
  );
}
