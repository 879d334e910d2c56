import { Checkbox } from '@grafana/ui';
import type { JudgedModel } from '@wellhead/contracts';
import React, { useState } from 'react';
import { ask } from '../frame/ask.js';
import { ReasonForm } from '../frame/reason-form.js';

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
  const [despite, setDespite] = useState(false);
  const blocked = kind === 'promote' && model.gate !== null;
  const name = `${model.name}@${model.version}`;
  return (
    <ReasonForm
      label={`${kind} ${name}`}
      question={kind === 'promote' ? `Why ${name} shall be champion` : `Why ${name} is retired`}
      submit={kind === 'promote' ? 'Make champion' : 'Retire'}
      ready={!blocked || despite}
      act={async (reason) => {
        const body = { reason, ...(kind === 'promote' ? { despite } : {}) };
        await ask('POST', `models/${model.name}/${model.version}/${kind}`, { body });
        return 'Done';
      }}
      onDone={onDone}
      onClose={onClose}
    >
      {blocked && (
        <Checkbox
          label={`Although ${model.gate}`}
          value={despite}
          onChange={(event) => setDespite(event.currentTarget.checked)}
        />
      )}
    </ReasonForm>
  );
}
