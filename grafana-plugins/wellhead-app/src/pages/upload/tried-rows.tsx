import { Alert, Badge, type BadgeColor } from '@grafana/ui';
import React from 'react';
import { DataTable } from '../frame/data-table.js';
import { triedText, whyText, type TriedFile, type TriedRow } from './upload-answers.js';

const COLORS: Readonly<Record<TriedRow['outcome'], BadgeColor>> = {
  accepted: 'green',
  marked: 'orange',
  quarantined: 'red',
};

/** What would become of the first rows. */
export function TriedRows({ tried }: { readonly tried: TriedFile }): React.JSX.Element {
  if (tried.fault !== undefined)
    return (
      <Alert severity="error" title="This mapping does not fit the file">
        {tried.fault}
      </Alert>
    );
  return (
    <>
      <p role="status">
        Of the first {tried.rows.length} rows {tried.accepted} would be accepted, {tried.marked} marked, {tried.refused}{' '}
        refused.
      </p>
      <DataTable
        label="First rows"
        rows={tried.rows}
        keyOf={({ sheet = '', row }) => `${sheet} ${row}`}
        empty="The file has no rows below its header."
        columns={[
          { title: 'Row', cell: ({ sheet, row }) => (sheet === undefined ? row : `${sheet} ${row}`) },
          { title: 'Outcome', cell: ({ outcome }) => <Badge color={COLORS[outcome]} text={outcome} /> },
          { title: 'Becomes', kind: 'code', cell: triedText },
          { title: 'Why', cell: whyText },
        ]}
      />
    </>
  );
}
