import { Alert, Button, ConfirmButton } from '@grafana/ui';
import type { TokenAnswer } from '@wellhead/contracts';
import React, { useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { DataTable } from '../frame/data-table.js';
import { Page } from '../frame/page.js';
import { timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { MadeToken } from './made-token.js';
import { TokenForm } from './token-form.js';

const rightsText = ({ sources, assets }: TokenAnswer): string =>
  [
    sources.length === 0 ? '' : `sources ${sources.join(', ')}`,
    assets.length === 0 ? '' : `assets ${assets.join(', ')}`,
  ]
    .filter((part) => part !== '')
    .join('; ') || 'everything';

const INTRO =
  'What programs sign in with. The text of a token is shown once, when it is made: only its hash is kept. A revoked one is refused everywhere within 30 seconds.';

/** Tokens in force: who made them, what they may, when they were used; make and revoke. Admins only. */
export function TokensPage(): React.JSX.Element {
  if (useMay('admin')) return <TokenList />;
  return (
    <Page title="Tokens" intro={INTRO}>
      <Alert severity="info" title="Tokens are managed by admins">
        Ask an admin of this Grafana for a token, or for the role.
      </Alert>
    </Page>
  );
}

function TokenList(): React.JSX.Element {
  const action = useAction();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ readonly name: string; readonly token: string }>();
  const [asked, again] = useAsked('tokens', () => ask<TokenAnswer[]>('GET', 'tokens'));
  const revoke = ({ id, name }: TokenAnswer): void =>
    void action
      .run(async () => {
        await ask('DELETE', `tokens/${encodeURIComponent(id)}`);
        return `${name} is revoked`;
      })
      .then((done) => done && again());
  return (
    <Page
      title="Tokens"
      intro={INTRO}
      actions={
        <Button icon="plus" onClick={() => setMaking(true)}>
          New token
        </Button>
      }
    >
      <ActionNote action={action} />
      {made && <MadeToken {...made} onClose={() => setMade(undefined)} />}
      {making && (
        <TokenForm
          onClose={() => setMaking(false)}
          onMade={(token) => {
            setMaking(false);
            setMade(token);
            again();
          }}
        />
      )}
      <Shown asked={asked} what="tokens">
        {(tokens) => (
          <DataTable
            label="Tokens"
            rows={tokens}
            keyOf={({ id }) => id}
            empty="There is no token but the configured one."
            columns={[
              { title: 'Name', cell: ({ name }) => name },
              { title: 'May', cell: ({ scopes }) => scopes.join(', ') },
              { title: 'Reaches', cell: rightsText },
              {
                title: 'Last used',
                cell: ({ lastUsedAtMs }) => (lastUsedAtMs === null ? 'never' : timeText(lastUsedAtMs)),
              },
              { title: 'Ends', cell: ({ expiresAtMs }) => (expiresAtMs === null ? 'never' : timeText(expiresAtMs)) },
              {
                title: 'Made',
                cell: ({ createdBy, createdAtMs }) =>
                  createdBy === '' ? timeText(createdAtMs) : `${createdBy}, ${timeText(createdAtMs)}`,
              },
              {
                title: 'Revoke',
                kind: 'actions',
                cell: (token) => (
                  <ConfirmButton
                    size="sm"
                    confirmText="Revoke"
                    confirmVariant="destructive"
                    onConfirm={() => revoke(token)}
                  >
                    {`Revoke ${token.name}`}
                  </ConfirmButton>
                ),
              },
            ]}
          />
        )}
      </Shown>
    </Page>
  );
}
