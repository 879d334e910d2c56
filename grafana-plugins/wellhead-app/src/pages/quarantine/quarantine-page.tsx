import { Button, ConfirmModal } from '@grafana/ui';
import type { Quarantined, QuarantineSelection } from '@wellhead/contracts';
import React, { useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { Choose } from '../frame/choose.js';
import { Page } from '../frame/page.js';
import { countText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { DismissForm } from './dismiss-form.js';
import { FilterForm, type Filter } from './filter-form.js';
import { letIn } from './let-in.js';
import { QuarantineTable } from './quarantine-table.js';
import { RepairForm } from './repair-form.js';

const STATES = ['open', 'replayed', 'dismissed'] as const;
type State = (typeof STATES)[number];
/** Rows of a page. */
const SHOWN = 100;

/** Refused input: what, why, correct it, let it in again. */
export function QuarantinePage(): React.JSX.Element {
  const mayEdit = useMay('editor');
  const action = useAction();
  const [state, setState] = useState<State>('open');
  const [filter, setFilter] = useState<Filter>({});
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [repaired, setRepaired] = useState<number>();
  const [confirming, setConfirming] = useState(false);
  const [dismissing, setDismissing] = useState(false);
  const query = { state, ...filter, limit: SHOWN };
  const [asked, again] = useAsked(JSON.stringify(query), () => ask<Quarantined[]>('GET', 'quarantine', { query }));
  const start = (rows: QuarantineSelection): void =>
    void action
      .run(() => letIn(rows))
      .then(() => {
        setChosen([]);
        again();
      });
  return (
    <Page
      title="Quarantine"
      intro="Input that was refused, with the reason. Correct a row and let it in again, with the time at which it came; or lay it to rest."
      actions={
        <>
          <Choose label="State" values={STATES} value={state} onChange={setState} />
          <Button variant="secondary" icon="sync" onClick={again}>
            Refresh
          </Button>
        </>
      }
    >
      <FilterForm filter={filter} onChange={setFilter} />
      <ActionNote action={action} />
      <Shown asked={asked} what="refused rows">
        {(rows) => {
          const repairedRow = rows.find(({ id }) => id === repaired);
          return (
            <>
              {mayEdit && state === 'open' && rows.length > 0 && (
                <div style={{ display: 'flex', gap: 8 }}>
                  <Button
                    disabled={chosen.length === 0 || action.state.kind === 'busy'}
                    onClick={() => start({ ids: [...chosen] })}
                  >
                    {`Let in ${countText(chosen.length, 'chosen row')}`}
                  </Button>
                  <Button variant="secondary" disabled={chosen.length === 0} onClick={() => setDismissing(true)}>
                    Lay chosen to rest
                  </Button>
                  <Button
                    variant="secondary"
                    disabled={action.state.kind === 'busy'}
                    onClick={() => setConfirming(true)}
                  >
                    Let in all that fit
                  </Button>
                </div>
              )}
              {dismissing && (
                <DismissForm
                  ids={chosen}
                  onClose={() => setDismissing(false)}
                  onDone={() => {
                    setDismissing(false);
                    setChosen([]);
                    again();
                  }}
                />
              )}
              {repairedRow && (
                <RepairForm
                  key={repairedRow.id}
                  row={repairedRow}
                  onClose={() => setRepaired(undefined)}
                  onDone={() => {
                    setRepaired(undefined);
                    again();
                  }}
                />
              )}
              <QuarantineTable
                rows={rows}
                chosen={mayEdit && state === 'open' ? chosen : undefined}
                onChoose={setChosen}
                onOpen={setRepaired}
              />
              {rows.length === SHOWN && <p>The newest {SHOWN} are shown: a filter shows others.</p>}
            </>
          );
        }}
      </Shown>
      <ConfirmModal
        isOpen={confirming}
        title="Let in all open rows that fit"
        body="Every open row that the filter fits comes in again, also those that are not shown. What is still wrong stays in quarantine."
        confirmText="Let in"
        confirmVariant="primary"
        onConfirm={() => {
          setConfirming(false);
          start({ ...filter });
        }}
        onDismiss={() => setConfirming(false)}
      />
    </Page>
  );
}
