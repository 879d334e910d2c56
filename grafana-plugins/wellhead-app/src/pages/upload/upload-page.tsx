import { Alert } from '@grafana/ui';
import React, { useState } from 'react';
import { askDoor } from '../frame/ask-door.js';
import { useMay } from '../frame/caller.js';
import { Choose } from '../frame/choose.js';
import { Page } from '../frame/page.js';
import { useAsked } from '../frame/use-asked.js';
import { FileHistory } from './file-history.js';
import { FileUpload } from './file-upload.js';
import { RecordForm } from './record-form.js';
import type { FileAnswer } from './upload-answers.js';

const WAYS = ['a file', 'a form'] as const;
const REFRESH_MS = 3_000;
const INTRO =
  'Files are sent once, as they are; a mapping says which of their columns are readings or records. Single records are entered by a form.';

/** Data that people bring: files, and records typed in. */
export function UploadPage(): React.JSX.Element {
  if (useMay('editor')) return <Uploads />;
  return (
    <Page title="Upload" intro={INTRO}>
      <Alert severity="info" title="Data is entered by editors">
        Ask an admin of this Grafana for the role Editor. What came in is seen under Start and Quarantine.
      </Alert>
    </Page>
  );
}

function Uploads(): React.JSX.Element {
  const [way, setWay] = useState<(typeof WAYS)[number]>('a file');
  const [files, again] = useAsked(
    'files',
    () => askDoor<{ files: FileAnswer[] }>('intake', 'GET', 'files', { query: { limit: 50 } }),
    REFRESH_MS,
  );
  return (
    <Page title="Upload" intro={INTRO} actions={<Choose label="Enter" values={WAYS} value={way} onChange={setWay} />}>
      {way === 'a file' ? <FileUpload onSent={again} /> : <RecordForm />}
      <FileHistory files={files} />
    </Page>
  );
}
