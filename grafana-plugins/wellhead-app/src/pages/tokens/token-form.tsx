import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, Field, Input, useStyles2 } from '@grafana/ui';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { FormShell } from '../frame/form-shell.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { useAction } from '../frame/use-action.js';

const SCOPES = {
  write: 'send readings, records and files',
  read: 'read through the API',
  manage: 'everything: limits, runs, models, tokens',
} as const;
type Scope = keyof typeof SCOPES;

/** Patterns, one or several, with commas between them. */
const patternsOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** What a new token may do. */
export function TokenForm({
  onMade,
  onClose,
}: {
  readonly onMade: (made: { readonly name: string; readonly token: string }) => void;
  readonly onClose: () => void;
}): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const id = useId();
  const action = useAction();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['write']);
  const [texts, setTexts] = useState({ sources: '', assets: '', endsOn: '' });
  const make = (): void =>
    void action.run(async () => {
      const body = {
        name: name.trim(),
        scopes,
        sources: patternsOf(texts.sources),
        assets: patternsOf(texts.assets),
        expiresAtMs: texts.endsOn === '' ? null : Date.parse(texts.endsOn),
      };
      const { token } = await ask<{ token: string }>('POST', 'tokens', { body });
      onMade({ name: body.name, token });
      return 'Made';
    });
  const text = (key: keyof typeof texts, label: string, placeholder: string, type = 'text') => (
    <Field label={label} htmlFor={id + key} {...NO_MARGIN}>
      <Input
        id={id + key}
        type={type}
        width={30}
        placeholder={placeholder}
        value={texts[key]}
        onChange={(event) => setTexts({ ...texts, [key]: event.currentTarget.value })}
      />
    </Field>
  );
  return (
    <FormShell
      label="New token"
      action={action}
      submit="Make token"
      ready={name.trim() !== '' && scopes.length > 0}
      onSubmit={make}
      onClose={onClose}
    >
      <div className={styles.row}>
        <Field label="Name" description="who or what uses it" htmlFor={`${id}name`} {...NO_MARGIN}>
          <Input id={`${id}name`} width={30} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        </Field>
        <fieldset className={styles.scopes}>
          <legend>It may</legend>
          {(Object.keys(SCOPES) as Scope[]).map((scope) => (
            <Checkbox
              key={scope}
              label={scope}
              description={SCOPES[scope]}
              value={scopes.includes(scope)}
              onChange={(event) =>
                setScopes(event.currentTarget.checked ? [...scopes, scope] : scopes.filter((each) => each !== scope))
              }
            />
          ))}
        </fieldset>
      </div>
      <div className={styles.row}>
        {text('sources', 'Only as these sources', 'till-*, lab')}
        {text('assets', 'Only these assets', 'well-*')}
        {text('endsOn', 'Ends on', '', 'date')}
      </div>
    </FormShell>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2), alignItems: 'flex-start' }),
  scopes: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    gap: theme.spacing(0.5),
    legend: { ...theme.typography.bodySmall, fontWeight: theme.typography.fontWeightMedium, margin: 0, border: 0 },
  }),
});
