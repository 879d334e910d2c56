import React from 'react';
import { ask } from '../frame/ask.js';
import { ReasonForm } from '../frame/reason-form.js';
import { countText } from '../frame/say.js';

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
  return (
    <ReasonForm
      label="Lay to rest"
      question={`Why ${countText(ids.length, 'row')} may rest`}
      submit="Lay to rest"
      act={async (reason) => {
        await ask('POST', 'quarantine/dismissals', { body: { rows: { ids }, reason } });
        return 'Laid to rest';
      }}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
