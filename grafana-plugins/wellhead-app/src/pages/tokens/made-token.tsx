import { Alert, ClipboardButton } from '@grafana/ui';
import React from 'react';

/** The text of a new token, this once. */
export function MadeToken({
  name,
  token,
  onClose,
}: {
  readonly name: string;
  readonly token: string;
  readonly onClose: () => void;
}): React.JSX.Element {
  return (
    <Alert severity="success" title={`Token ${name} is made. Copy it now: it is not shown again`} onRemove={onClose}>
      <code data-testid="wellhead-token">{token}</code>{' '}
      <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => token}>
        Copy
      </ClipboardButton>
    </Alert>
  );
}
