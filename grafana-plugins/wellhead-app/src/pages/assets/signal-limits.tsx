import { Button, ConfirmButton } from '@grafana/ui';
import type { LimitChange, LimitInForceAnswer, LimitKind, SignalStateAnswer } from '@wellhead/contracts';
import React, { useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { DataTable } from '../frame/data-table.js';
import { Section } from '../frame/page.js';
import { timeText, valueText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { LimitForm } from './limit-form.js';

const KINDS: readonly LimitKind[] = ['high-high', 'high', 'low', 'low-low'];

interface LimitRow {
  readonly kind: LimitKind;
  readonly limit: LimitInForceAnswer | undefined;
}

/** The four limits of a signal, who set them, and every change of them. */
export function SignalLimits({
  signal,
  onChange,
}: {
  readonly signal: SignalStateAnswer;
  readonly onChange: () => void;
}): React.JSX.Element {
  const { asset, measurement, field, title, unit } = signal;
  const mayEdit = useMay('editor');
  const action = useAction();
  const [edited, setEdited] = useState<LimitKind>();
  const query = { asset, signal: `${measurement}.${field}` };
  const [asked, again] = useAsked(`${asset} ${measurement}.${field}`, async () => {
    const [limits, changes] = await Promise.all([
      ask<LimitInForceAnswer[]>('GET', 'limits', { query }),
      ask<LimitChange[]>('GET', 'limits/history', { query }),
    ]);
    return { limits, changes };
  });
  const changed = (): void => {
    setEdited(undefined);
    again();
    onChange();
  };
  const remove = (kind: LimitKind): void =>
    void action
      .run(async () => {
        await ask('DELETE', 'limits', { query: { asset, measurement, field, kind } });
        return `The ${kind} limit of ${title} is removed`;
      })
      .then((done) => done && changed());
  return (
    <Section title={`Limits of ${title}`}>
      <ActionNote action={action} />
      <Shown asked={asked} what="limits">
        {({ limits, changes }) => (
          <>
            <DataTable<LimitRow>
              label="Limits"
              rows={KINDS.map((kind) => ({ kind, limit: limits.find((each) => each.kind === kind) }))}
              keyOf={({ kind }) => kind}
              empty=""
              columns={[
                { title: 'Limit', cell: ({ kind }) => kind },
                {
                  title: 'Value',
                  kind: 'number',
                  cell: ({ limit }) => (limit ? valueText(limit.value, unit) : 'none'),
                },
                { title: 'Where from', cell: ({ limit }) => limit?.source },
                {
                  title: 'Set by',
                  cell: ({ limit }) => limit && `${limit.changedBy}, ${timeText(limit.changedAtMs)}`,
                },
                {
                  title: mayEdit ? 'Change' : 'Try',
                  kind: 'actions',
                  cell: ({ kind, limit }) => (
                    <>
                      <Button
                        size="sm"
                        variant="secondary"
                        aria-label={`${mayEdit ? 'Change' : 'Try'} ${kind} limit`}
                        onClick={() => setEdited(kind)}
                      >
                        {mayEdit ? (limit ? 'Change' : 'Set') : 'Try'}
                      </Button>
                      {mayEdit && limit && (
                        <ConfirmButton
                          size="sm"
                          confirmText="Remove"
                          confirmVariant="destructive"
                          onConfirm={() => remove(kind)}
                        >
                          Remove
                        </ConfirmButton>
                      )}
                    </>
                  ),
                },
              ]}
            />
            {edited && (
              <LimitForm
                key={edited}
                signal={signal}
                kind={edited}
                limit={limits.find(({ kind }) => kind === edited)}
                onSaved={changed}
                onClose={() => setEdited(undefined)}
              />
            )}
            <h3>Changes</h3>
            <DataTable
              label="Changes of limits"
              rows={changes}
              keyOf={({ changedAtMs, kind }) => `${changedAtMs} ${kind}`}
              empty="Nobody has changed a limit of this signal: they are as the pack brought them."
              columns={[
                { title: 'When', cell: ({ changedAtMs }) => timeText(changedAtMs) },
                { title: 'Who', cell: ({ changedBy }) => changedBy },
                { title: 'Limit', cell: ({ kind }) => kind },
                {
                  title: 'From',
                  kind: 'number',
                  cell: ({ oldValue }) => (oldValue === null ? 'none' : valueText(oldValue, unit)),
                },
                {
                  title: 'To',
                  kind: 'number',
                  cell: ({ newValue }) => (newValue === null ? 'removed' : valueText(newValue, unit)),
                },
              ]}
            />
          </>
        )}
      </Shown>
    </Section>
  );
}
