import { Button, Field, Input } from '@grafana/ui';
import React, { useId, useState } from 'react';
import { NO_MARGIN } from './no-margin.js';
import { ActionNote, useAction } from './use-action.js';

export interface ReasonFormProps {
  /** What the form is called to screen readers. */
  readonly label: string;
  /** What is asked: why it is done. */
  readonly question: string;
  readonly submit: string;
  /** False while something beside the reason is missing; default: nothing is. */
  readonly ready?: boolean;
  /** Does it, and resolves with what is said then. */
  readonly act: (reason: string) => Promise<string>;
  readonly onDone: () => void;
  readonly onClose: () => void;
  /** Behind the reason. */
  readonly children?: React.ReactNode;
}

/** A form in one line for what is done only for a reason. */
export function ReasonForm(props: ReasonFormProps): React.JSX.Element {
  const id = useId();
  const action = useAction();
  const [reason, setReason] = useState('');
  const { ready = true } = props;
  return (
    <form
      aria-label={props.label}
      style={{ display: 'flex', flexWrap: 'wrap', gap: 16, alignItems: 'flex-end' }}
      onSubmit={(event) => {
        event.preventDefault();
        void action.run(() => props.act(reason)).then((done) => done && props.onDone());
      }}
    >
      <Field label={props.question} htmlFor={id} {...NO_MARGIN}>
        <Input id={id} width={50} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      </Field>
      {props.children}
      <Button type="submit" disabled={reason.trim() === '' || !ready || action.state.kind === 'busy'}>
        {props.submit}
      </Button>
      <Button variant="secondary" fill="text" onClick={props.onClose}>
        Close
      </Button>
      <ActionNote action={action} />
    </form>
  );
}
