import { Button, useStyles2 } from '@grafana/ui';
import React from 'react';
import { formCard } from './form-card.js';
import { ActionNote, type Action } from './use-action.js';

export interface FormShellProps {
  /** What the form is called to screen readers. */
  readonly label: string;
  readonly action: Action;
  /** What the button says, while it works `busy`, where that is given; undefined: there is nothing that the caller may do. */
  readonly submit: string | undefined;
  readonly busy?: string;
  readonly ready: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** How the button looks; default: as the one thing to do here. */
  readonly submitVariant?: 'primary' | 'secondary';
  /** Beside the button. */
  readonly more?: React.ReactNode;
  readonly children: React.ReactNode;
}

/** A form that opens on a page: its fields, what became of it, a button that does it and one that closes it. */
export function FormShell(props: FormShellProps): React.JSX.Element {
  const card = useStyles2(formCard);
  const works = props.action.state.kind === 'busy';
  return (
    <form
      aria-label={props.label}
      className={card}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
      <ActionNote action={props.action} />
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
        {props.submit !== undefined && (
          <Button type="submit" variant={props.submitVariant ?? 'primary'} disabled={!props.ready || works}>
            {works ? (props.busy ?? props.submit) : props.submit}
          </Button>
        )}
        {props.more}
        <Button variant="secondary" fill="text" onClick={props.onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}
