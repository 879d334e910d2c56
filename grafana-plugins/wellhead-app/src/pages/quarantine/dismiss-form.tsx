import { Button, Field, Input } from '@grafana/ui';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { countText } from '../frame/say.js';
import { ActionNote, useAction } from '../frame/use-action.js';

/** Rows are laid to rest only for a reason. */
export function DismissForm({
  ids,
  onDone,
  onClose,
}: {
  readonly ids: readonly number[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}): React.JSX.Element {
  const id = useId();
  const action = useAction();
  const [reason, setReason] = useState('');
  return (
    <form
      aria-label="Lay to rest"
      style={{ display: 'flex', gap: 16, alignItems: 'flex-end' }}
      onSubmit={(event) => {
        event.preventDefault();
        void action
          .run(async () => {
            await ask('POST', 'quarantine/dismissals', { body: { rows: { ids }, reason } });
            return 'Laid to rest';
          })
          .then((done) => done && onDone());
      }}
    >
      <Field label={`Why ${countText(ids.length, 'row')} may rest`} htmlFor={id} {...NO_MARGIN}>
        <Input id={id} width={50} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      </Field>
      <Button type="submit" disabled={reason.trim() === '' || action.state.kind === 'busy'}>
        Lay to rest
      </Button>
      <Button variant="secondary" fill="text" onClick={onClose}>
        Close
      </Button>
      <ActionNote action={action} />
    </form>
  );
}
