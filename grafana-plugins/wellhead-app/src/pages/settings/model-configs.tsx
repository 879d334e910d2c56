import { Button } from '@grafana/ui';
import type { KeptModelConfig } from '@wellhead/contracts';
import React, { useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { DataTable } from '../frame/data-table.js';
import { Section } from '../frame/page.js';
import { timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { useAsked } from '../frame/use-asked.js';
import { ConfigForm } from './config-form.js';

type Config = KeptModelConfig & { readonly matches: number };

const signalsText = ({ document }: KeptModelConfig): string =>
  document === null
    ? 'removed'
    : document.signals.map(({ asset, measurement, field }) => `${asset} ${measurement}.${field}`).join(', ');

/** Model configurations, their forms and all that they ever were. */
export function ModelConfigs(): React.JSX.Element {
  const mayEdit = useMay('editor');
  const [edited, setEdited] = useState<Config | 'new'>();
  const [opened, setOpened] = useState<string>();
  const [asked, again] = useAsked('configs', () => ask<Config[]>('GET', 'model-configs'));
  return (
    <Section
      title="Model configurations"
      actions={
        mayEdit && (
          <Button icon="plus" variant="secondary" onClick={() => setEdited('new')}>
            New configuration
          </Button>
        )
      }
    >
      {edited !== undefined && (
        <ConfigForm
          key={edited === 'new' ? 'new' : edited.name}
          config={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined);
            again();
          }}
        />
      )}
      <Shown asked={asked} what="configurations">
        {(configs) => (
          <DataTable
            label="Model configurations"
            rows={configs}
            keyOf={({ name }) => name}
            empty="There is none: signals are forecast as their packs say."
            columns={[
              { title: 'Name', cell: ({ name }) => name },
              { title: 'Signals', cell: signalsText },
              { title: 'Fits', kind: 'number', cell: ({ matches }) => matches },
              { title: 'Horizon', cell: ({ document }) => document?.horizonSteps ?? 'as the pack' },
              {
                title: 'Intervals',
                cell: ({ document }) => document?.levels?.map((level) => `${level * 100} %`).join(', ') ?? 'all',
              },
              { title: 'Models', cell: ({ document }) => document?.models?.join(', ') ?? 'all' },
              { title: 'Changed', cell: ({ changedBy, changedAtMs }) => `${changedBy}, ${timeText(changedAtMs)}` },
              {
                title: 'Open',
                kind: 'actions',
                cell: (config) => (
                  <>
                    {mayEdit && (
                      <Button
                        size="sm"
                        variant="secondary"
                        aria-label={`Change ${config.name}`}
                        onClick={() => setEdited(config)}
                      >
                        Change
                      </Button>
                    )}
                    <Button
                      size="sm"
                      variant="secondary"
                      fill="text"
                      aria-label={`History of ${config.name}`}
                      onClick={() => setOpened(config.name)}
                    >
                      History
                    </Button>
                  </>
                ),
              },
            ]}
          />
        )}
      </Shown>
      {opened !== undefined && <History key={opened} name={opened} />}
    </Section>
  );
}

function History({ name }: { readonly name: string }): React.JSX.Element {
  const [asked] = useAsked(name, () =>
    ask<KeptModelConfig[]>('GET', `model-configs/${encodeURIComponent(name)}/history`),
  );
  return (
    <Shown asked={asked} what="history">
      {(versions) => (
        <DataTable
          label={`History of ${name}`}
          rows={versions}
          keyOf={({ version }) => String(version)}
          empty="It has no history."
          columns={[
            { title: 'Version', cell: ({ version }) => version },
            { title: 'When', cell: ({ changedAtMs }) => timeText(changedAtMs) },
            { title: 'Who', cell: ({ changedBy }) => changedBy },
            { title: 'Why', cell: ({ reason }) => reason },
            { title: 'Signals', cell: signalsText },
            { title: 'Horizon', cell: ({ document }) => document?.horizonSteps ?? 'as the pack' },
            {
              title: 'Intervals',
              cell: ({ document }) => document?.levels?.map((level) => `${level * 100} %`).join(', ') ?? 'all',
            },
          ]}
        />
      )}
    </Shown>
  );
}
