import { Button, Field, Select } from '@grafana/ui';
import React, { useId, useState } from 'react';
import { askDoor } from '../frame/ask-door.js';
import { FileDrop } from '../frame/file-drop.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { Section } from '../frame/page.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { MappingForm } from './mapping-form.js';
import { TriedRows } from './tried-rows.js';
import { fileText, type FileAnswer, type TriedFile } from './upload-answers.js';

/** A file: dropped, mapped, tried, sent. */
export function FileUpload({ onSent }: { readonly onSent: () => void }): React.JSX.Element {
  const id = useId();
  const action = useAction();
  const [file, setFile] = useState<File>();
  const [mapping, setMapping] = useState<string>();
  const [writing, setWriting] = useState(false);
  const [tried, setTried] = useState<TriedFile>();
  const [asked, again] = useAsked('mappings', () =>
    askDoor<{ mappings: { name: string }[] }>('intake', 'GET', 'file-mappings'),
  );
  const busy = action.state.kind === 'busy';
  const ready = file !== undefined && mapping !== undefined && !busy;
  const tryIt = (by = mapping): void =>
    void action.run(async () => {
      const query = { name: file?.name, mapping: by, dry_run: true };
      setTried(await askDoor<TriedFile>('intake', 'POST', 'files', { query, ...(file ? { body: file } : {}) }));
      return 'Tried: nothing is written yet';
    });
  const send = (): void =>
    void action
      .run(async () => {
        const query = { name: file?.name, mapping };
        const sent = await askDoor<FileAnswer>('intake', 'POST', 'files', { query, ...(file ? { body: file } : {}) });
        setTried(undefined);
        return sent.repeated === true
          ? `${sent.name} came before with this mapping: it is not taken in twice (${fileText(sent)})`
          : `${sent.name} is kept and is being taken in`;
      })
      .then(onSent);
  return (
    <Section title="File">
      <FileDrop
        label="Drop a file here, or click to choose one"
        file={file}
        onFile={(dropped) => {
          setFile(dropped);
          setTried(undefined);
          action.forget();
        }}
      />
      <ActionNote action={action} />
      <div style={{ display: 'flex', gap: 16, flexWrap: 'wrap', alignItems: 'flex-end' }}>
        <Shown asked={asked} what="mappings">
          {({ mappings }) => (
            <Field label="Mapping" htmlFor={id} {...NO_MARGIN}>
              <Select
                inputId={id}
                aria-label="Mapping"
                width={30}
                options={mappings.map(({ name }) => ({ label: name, value: name }))}
                value={mapping ?? null}
                placeholder={mappings.length === 0 ? 'none yet: write one' : 'choose'}
                onChange={({ value }) => {
                  setMapping(value);
                  setTried(undefined);
                }}
              />
            </Field>
          )}
        </Shown>
        <Button variant="secondary" disabled={file === undefined} onClick={() => setWriting(true)}>
          New mapping
        </Button>
        <Button variant="secondary" disabled={!ready} onClick={() => tryIt()}>
          Try
        </Button>
        <Button disabled={!ready} onClick={send}>
          Take in
        </Button>
      </div>
      {writing && file && (
        <MappingForm
          key={file.name}
          file={file}
          onClose={() => setWriting(false)}
          onSaved={(name) => {
            setWriting(false);
            setMapping(name);
            again();
            tryIt(name);
          }}
        />
      )}
      {tried && <TriedRows tried={tried} />}
    </Section>
  );
}
