import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, Input, useStyles2 } from '@grafana/ui';
import type { LimitInForceAnswer, LimitKind, LimitPreview, SignalStateAnswer } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { FormShell } from '../frame/form-shell.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { typedNumber } from '../frame/typed-number.js';
import { useAction } from '../frame/use-action.js';
import { LimitPreviewView } from './limit-preview-view.js';

export interface LimitFormProps {
  readonly signal: SignalStateAnswer;
  readonly kind: LimitKind;
  readonly limit: LimitInForceAnswer | undefined;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

/** A new value for a limit: which alerts it would have raised, then set. */
export function LimitForm({ signal, kind, limit, onSaved, onClose }: LimitFormProps): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const mayEdit = useMay('editor');
  const ids = useId();
  const [text, setText] = useState(limit ? String(limit.value) : '');
  const [source, setSource] = useState(limit?.source ?? '');
  const [preview, setPreview] = useState<{ readonly value: number; readonly found: LimitPreview }>();
  const action = useAction();
  const value = typedNumber(text);
  const key = { asset: signal.asset, measurement: signal.measurement, field: signal.field, kind };
  const busy = action.state.kind === 'busy';
  const tryIt = (asked: number): void =>
    void action
      .run(async () => {
        const found = await ask<LimitPreview>('POST', 'limits/preview', { body: { ...key, value: asked } });
        setPreview({ value: asked, found });
        return 'Tried';
      })
      // What was found is the note.
      .then((done) => done && action.forget());
  const save = (asked: number): void =>
    void action
      .run(async () => {
        await ask('PUT', 'limits', { body: { ...key, value: asked, source } });
        return 'Saved';
      })
      .then((done) => done && onSaved());
  return (
    <FormShell
      label={`${kind} limit`}
      action={action}
      submit="What would have fired?"
      submitVariant="secondary"
      ready={value !== undefined}
      onSubmit={() => value !== undefined && tryIt(value)}
      onClose={onClose}
      more={
        mayEdit && (
          <Button disabled={value === undefined || busy} onClick={() => value !== undefined && save(value)}>
            Set limit
          </Button>
        )
      }
    >
      <div className={styles.fields}>
        <Field
          label={`New ${kind} limit${signal.unit === '' ? '' : ` (${signal.unit})`}`}
          invalid={text !== '' && value === undefined}
          error={`“${text}” is no number.`}
          htmlFor={`${ids}value`}
          {...NO_MARGIN}
        >
          <Input id={`${ids}value`} value={text} onChange={(event) => setText(event.currentTarget.value)} width={20} />
        </Field>
        {mayEdit && (
          <Field label="Where it comes from" htmlFor={`${ids}source`} {...NO_MARGIN}>
            <Input
              id={`${ids}source`}
              value={source}
              placeholder="nameplate, standard, decision"
              onChange={(event) => setSource(event.currentTarget.value)}
              width={32}
            />
          </Field>
        )}
      </div>
      {preview && <LimitPreviewView {...preview} kind={kind} unit={signal.unit} />}
    </FormShell>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  fields: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2), alignItems: 'flex-end' }),
});
