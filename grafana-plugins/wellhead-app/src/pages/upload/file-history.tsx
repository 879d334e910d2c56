import { Button } from '@grafana/ui';
import React, { useState } from 'react';
import { askDoor } from '../frame/ask-door.js';
import { DataTable } from '../frame/data-table.js';
import { Section } from '../frame/page.js';
import { saveFile } from '../frame/save-file.js';
import { timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked, type Asked } from '../frame/use-asked.js';
import { fileText, type FileAnswer, type RefusedRow } from './upload-answers.js';

/** Files that came, how far they are, and what was refused of them. */
export function FileHistory({ files }: { readonly files: Asked<{ readonly files: readonly FileAnswer[] }> }) {
  const [opened, setOpened] = useState<FileAnswer>();
  return (
    <>
      <Section title="Files that came">
        <Shown asked={files} what="files">
          {({ files: rows }) => (
            <DataTable
              label="Files"
              rows={rows}
              keyOf={({ id }) => id}
              empty="No file has come yet."
              columns={[
                { title: 'File', cell: ({ name }) => name },
                { title: 'Mapping', cell: ({ mapping }) => mapping },
                { title: 'Sent', cell: ({ uploadedAt }) => uploadedAt && timeText(Date.parse(uploadedAt)) },
                { title: 'State', cell: fileText },
                {
                  title: 'Refused rows',
                  kind: 'actions',
                  cell: (file) =>
                    file.rowsRefused > 0 && (
                      <Button
                        size="sm"
                        variant="secondary"
                        aria-label={`Refused rows of ${file.name}`}
                        onClick={() => setOpened(file)}
                      >
                        {`Show ${file.rowsRefused.toLocaleString('en-GB')}`}
                      </Button>
                    ),
                },
              ]}
            />
          )}
        </Shown>
      </Section>
      {opened && <RefusedRows key={opened.id} file={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}

const SHOWN = 200;

function RefusedRows({ file, onClose }: { readonly file: FileAnswer; readonly onClose: () => void }) {
  const action = useAction();
  const [asked] = useAsked(file.id, () =>
    askDoor<{ errors: RefusedRow[] }>('intake', 'GET', `files/${file.id}/errors`, { query: { limit: SHOWN } }),
  );
  const download = (): void =>
    void action.run(async () => {
      saveFile(
        await askDoor<Blob>('intake', 'GET', `files/${file.id}/bad-rows`, { answer: 'blob' }),
        `bad-rows-${file.name}`,
      );
      return 'The bad rows are saved with their reasons: correct them and send that file';
    });
  return (
    <Section
      title={`Refused of ${file.name}`}
      actions={
        <>
          <Button variant="secondary" icon="download-alt" onClick={download}>
            Download bad rows
          </Button>
          <Button variant="secondary" fill="text" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <ActionNote action={action} />
      <Shown asked={asked} what="refused rows">
        {({ errors }) => (
          <DataTable
            label="Refused rows"
            rows={errors}
            keyOf={({ id }) => String(id)}
            empty="Nothing was refused."
            columns={[
              {
                title: 'Row',
                cell: ({ sheet, row, id }) => [sheet, row ?? id].filter((part) => part !== undefined).join(' '),
              },
              { title: 'Column', cell: ({ column }) => column },
              { title: 'Why', cell: ({ reason }) => reason },
              { title: 'As it came', kind: 'code', cell: ({ raw }) => raw },
            ]}
          />
        )}
      </Shown>
    </Section>
  );
}
