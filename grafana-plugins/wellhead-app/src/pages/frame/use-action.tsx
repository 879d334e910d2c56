import { Alert } from '@grafana/ui';
import React, { useState } from 'react';
import { messageOf } from '../../datasource/editor/use-catalogue.js';

export type ActionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'done'; readonly message: string }
  | { readonly kind: 'refused'; readonly reason: string };

export interface Action {
  readonly state: ActionState;
  /** Does it; `work` answers with the sentence that tells what was done. Resolves to whether it was. */
  run(work: () => Promise<string>): Promise<boolean>;
  forget(): void;
}

/** Something that a person starts: busy, done, or refused with a reason. */
export function useAction(): Action {
  const [state, setState] = useState<ActionState>({ kind: 'idle' });
  return {
    state,
    run: async (work) => {
      setState({ kind: 'busy' });
      try {
        setState({ kind: 'done', message: await work() });
        return true;
      } catch (reason) {
        setState({ kind: 'refused', reason: messageOf(reason) });
        return false;
      }
    },
    forget: () => setState({ kind: 'idle' }),
  };
}

/** What became of it. */
export function ActionNote({ action }: { readonly action: Action }): React.JSX.Element | null {
  const { state } = action;
  switch (state.kind) {
    case 'idle':
    case 'busy':
      return null;
    case 'done':
      return <Alert severity="success" title={state.message} onRemove={action.forget} />;
    case 'refused':
      return (
        <Alert severity="error" title="This was refused" onRemove={action.forget}>
          {state.reason}
        </Alert>
      );
    default:
      return state satisfies never;
  }
}
