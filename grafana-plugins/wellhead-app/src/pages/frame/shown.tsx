import { Alert, LoadingPlaceholder } from '@grafana/ui';
import React, { type ReactNode } from 'react';
import type { Asked } from './use-asked.js';

export interface ShownProps<T> {
  readonly asked: Asked<T>;
  /** What is on its way, e.g. “runs”. */
  readonly what: string;
  readonly children: (value: T) => ReactNode;
}

/** What was asked for, or why it is not here. */
export function Shown<T>({ asked, what, children }: ShownProps<T>): React.JSX.Element {
  switch (asked.kind) {
    case 'asking':
      return <LoadingPlaceholder text={`Asking for ${what}…`} />;
    case 'failed':
      return (
        <Alert severity="error" title={`Wellhead was asked for ${what} and did not answer as it should`}>
          {asked.reason}
        </Alert>
      );
    case 'here':
      return <>{children(asked.value)}</>;
    default:
      return asked satisfies never;
  }
}
