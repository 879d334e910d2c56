import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, TextArea, useStyles2 } from '@grafana/ui';
import type { Quarantined } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { FormShell } from '../frame/form-shell.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { timeText } from '../frame/say.js';
import { useAction } from '../frame/use-action.js';
import { letIn } from './let-in.js';
import { placeText } from './quarantine-table.js';

/** One refused row in full; an editor corrects it. What came stays beside the correction. */
export function RepairForm({
  row,
  onDone,
  onClose,
}: {
  readonly row: Quarantined;
  readonly onDone: () => void;
  readonly onClose: () => void;
}): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const id = useId();
  const action = useAction();
  // A row that stands for many is let in as it is; those that it leaves behind are corrected one by one.
  const isOne = row.covers <= 1 && !row.isPart;
  const mayRepair = useMay('editor') && row.state === 'open';
  const [text, setText] = useState(row.corrected ?? row.raw);
  const busy = action.state.kind === 'busy';
  const act = (andLetIn: boolean): void =>
    void action
      .run(async () => {
        if (isOne && text !== (row.corrected ?? row.raw))
          await ask('PUT', `quarantine/${row.id}`, { body: { corrected: text } });
        return andLetIn ? letIn({ ids: [row.id] }) : 'The correction is kept';
      })
      .then((done) => done && onDone());
  return (
    <FormShell
      label={`Row ${row.id}`}
      action={action}
      submit={mayRepair ? (isOne ? 'Correct and let in' : 'Let in') : undefined}
      ready
      onSubmit={() => act(true)}
      onClose={onClose}
      more={
        mayRepair &&
        isOne && (
          <Button variant="secondary" disabled={busy} onClick={() => act(false)}>
            Keep correction
          </Button>
        )
      }
    >
      <dl className={styles.facts}>
        <dt>Why</dt>
        <dd>{row.lastReason ?? row.reason}</dd>
        <dt>Refused by</dt>
        <dd>{row.refusedBy}</dd>
        <dt>From</dt>
        <dd>
          {row.source}, {timeText(row.receivedAtMs)}
          {Object.keys(row.place).length > 0 && `, ${placeText(row.place)}`}
        </dd>
        {row.corrected !== null && (
          <>
            <dt>As it came</dt>
            <dd className={styles.raw}>{row.raw}</dd>
          </>
        )}
        {row.changedBy !== null && row.changedAtMs !== null && (
          <>
            <dt>Changed</dt>
            <dd>
              {row.changedBy}, {timeText(row.changedAtMs)}
              {row.settledReason !== null && `: ${row.settledReason}`}
            </dd>
          </>
        )}
      </dl>
      {!isOne && (
        <p>
          This stands for {row.covers.toLocaleString('en-GB')} {row.kind} at once, kept in the raw archive: let it in;
          what is still wrong then comes back row by row.
        </p>
      )}
      <Field label={mayRepair && isOne ? 'As it should be' : 'What came'} htmlFor={id} {...NO_MARGIN}>
        <TextArea
          id={id}
          rows={Math.min(12, text.split('\n').length + 2)}
          readOnly={!mayRepair || !isOne}
          value={text}
          className={styles.raw}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Field>
    </FormShell>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  facts: css({
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    gap: theme.spacing(0.5, 2),
    margin: 0,
    dt: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    dd: { margin: 0 },
  }),
  raw: css({ fontFamily: theme.typography.fontFamilyMonospace, overflowWrap: 'anywhere' }),
});
