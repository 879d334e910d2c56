import { Button } from '@grafana/ui';
import type { ReportAnswer, ReportFile } from '@wellhead/contracts';
import React from 'react';
import { ask } from '../frame/ask.js';
import { askDoor } from '../frame/ask-door.js';
import { DataTable } from '../frame/data-table.js';
import { PackTitle } from '../frame/pack-title.js';
import { Page, Section } from '../frame/page.js';
import { saveFile } from '../frame/save-file.js';
import { timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction, type Action } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { daysText } from './days-text.js';
import { MakeReport } from './make-report.js';

const REFRESH_MS = 5_000;

/** Reports that were made, with their files, and making one. */
export function ReportsPage(): React.JSX.Element {
  const action = useAction();
  const [made, again] = useAsked('reports', () => ask<ReportAnswer[]>('GET', 'reports'), REFRESH_MS);
  return (
    <Page
      title="Reports"
      intro="A report tells of a day, a week or a month, as PDF, XLSX and CSV. Every number in it is the answer of a query that its last page lists."
      actions={
        <Button variant="secondary" icon="sync" onClick={again}>
          Refresh
        </Button>
      }
    >
      <MakeReport onMade={again} />
      <Section title="Made">
        <ActionNote action={action} />
        <Shown asked={made} what="reports">
          {(reports) => (
            <DataTable
              label="Reports that were made"
              rows={reports}
              keyOf={({ id }) => id}
              empty="No report was made yet: make one above, or wait for its schedule."
              columns={[
                {
                  title: 'Report',
                  cell: ({ title, report, pack }) => <PackTitle {...{ title, name: report, pack }} />,
                },
                { title: 'Days', cell: daysText },
                {
                  title: 'Made',
                  cell: ({ madeAtMs, reason }) => (
                    <>
                      {timeText(madeAtMs)}
                      <small>{reason}</small>
                    </>
                  ),
                },
                { title: 'Sent to', cell: ({ deliveredTo }) => deliveredTo.join(', ') || '–' },
                { title: 'Files', kind: 'actions', cell: ({ files }) => <Files files={files} action={action} /> },
              ]}
            />
          )}
        </Shown>
      </Section>
    </Page>
  );
}

/** PDF and XLSX by their kind, each CSV by the section that it holds. */
function Files({ files, action }: Pick<ReportAnswer, 'files'> & { readonly action: Action }): React.JSX.Element {
  const download = ({ document, name }: ReportFile): void =>
    void action.run(async () => {
      saveFile(await askDoor<Blob>('documents', 'GET', `${document}/content`, { answer: 'blob' }), name);
      return `${name} is saved`;
    });
  return (
    <>
      {files.map((file) => (
        <Button
          key={file.document}
          size="sm"
          variant={file.format === 'pdf' ? 'primary' : 'secondary'}
          fill={file.format === 'csv' ? 'text' : 'solid'}
          tooltip={file.name}
          aria-label={`Download ${file.name}`}
          onClick={() => download(file)}
        >
          {file.format.toUpperCase()}
        </Button>
      ))}
    </>
  );
}
