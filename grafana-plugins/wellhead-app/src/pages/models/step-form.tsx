import { Button, Checkbox, Field, Input } from '@grafana/ui';
import type { JudgedModel } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { ActionNote, useAction } from '../frame/use-action.js';

/** A step on a version's way that a person takes. */
export interface Step {
  readonly kind: 'promote' | 'retire';
  readonly model: JudgedModel;
}

/** A step is taken for a reason; against the back-test only by an own tick. */
export function StepForm({
  step: { kind, model },
  onDone,
  onClose,
}: {
  readonly step: Step;
  readonly onDone: () => void;
  readonly onClose: () => void;
}): React.JSX.Element {
  const id = useId();
  const action = useAction();
  const [reason, setReason] = useState('');
  const [despite, setDespite] = useState(false);
  const blocked = kind === 'promote' && model.gate !== null;
  const name = `${model.name}@${model.version}`;
  return (
    <form
      aria-label={`${kind} ${name}`}
      style={{ display: 'flex', flexWrap: 'wrap', gap: 16, alignItems: 'flex-end' }}
      onSubmit={(event) => {
        event.preventDefault();
        void action
          .run(async () => {
            const body = { reason, ...(kind === 'promote' ? { despite } : {}) };
            await ask('POST', `models/${model.name}/${model.version}/${kind}`, { body });
            return 'Done';
          })
          .then((done) => done && onDone());
      }}
    >
      <Field
        label={kind === 'promote' ? `Why ${name} shall be champion` : `Why ${name} is retired`}
        htmlFor={id}
        {...NO_MARGIN}
      >
        <Input id={id} width={50} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      </Field>
      {blocked && (
        <Checkbox
          label={`Although ${model.gate}`}
          value={despite}
          onChange={(event) => setDespite(event.currentTarget.checked)}
        />
      )}
      <Button type="submit" disabled={reason.trim() === '' || (blocked && !despite) || action.state.kind === 'busy'}>
        {kind === 'promote' ? 'Make champion' : 'Retire'}
      </Button>
      <Button variant="secondary" fill="text" onClick={onClose}>
        Close
      </Button>
      <ActionNote action={action} />
    </form>
  );
}
