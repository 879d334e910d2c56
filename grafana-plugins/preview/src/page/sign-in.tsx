import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Input, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { keepToken, keptToken } from './grafana/kept-token.js';

/** What Grafana's users and roles do there, a token does here: with the scope manage everything may be done. */
export function SignIn(): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  const [asking, setAsking] = useState(false);
  const [token, setToken] = useState('');
  const become = (next: string | undefined): void => {
    keepToken(next);
    window.location.reload(); // Every page asks anew, as whoever it is now.
  };
  if (keptToken() !== undefined)
    return (
      <Button size="sm" variant="secondary" fill="text" onClick={() => become(undefined)}>
        Sign out
      </Button>
    );
  if (!asking)
    return (
      <Button size="sm" variant="secondary" fill="text" onClick={() => setAsking(true)}>
        Use a token
      </Button>
    );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== '') become(token.trim());
      }}
    >
      <Input
        aria-label="Token"
        type="password"
        autoComplete="off"
        placeholder="token with the scope manage"
        width={26}
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
      />
      <Button size="sm" type="submit">
        Sign in
      </Button>
    </form>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
});
