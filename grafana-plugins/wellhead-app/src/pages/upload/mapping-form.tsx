import { Button, Field, Input, TextArea } from '@grafana/ui';
import React, { useEffect, useId, useState } from 'react';
import { messageOf } from '../../datasource/editor/use-catalogue.js';
import { askDoor } from '../frame/ask-door.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { mappingNameOf } from './mapping-name.js';

/** The header is all that a proposal needs; the rest of a long file stays where it is. */
const HEAD_BYTES = 1_000_000;

/** A mapping for a file: proposed from its header where it is a CSV, corrected by a person, saved under a name. */
export function MappingForm({
  file,
  onSaved,
  onClose,
}: {
  readonly file: File;
  readonly onSaved: (name: string) => void;
  readonly onClose: () => void;
}): React.JSX.Element {
  const id = useId();
  const action = useAction();
  const [name, setName] = useState(mappingNameOf(file.name));
  const [text, setText] = useState('');
  const [note, setNote] = useState('Reading the header…');
  useEffect(() => {
    let shown = true;
    const body = file.slice(0, HEAD_BYTES);
    askDoor<string>('intake', 'POST', 'file-mappings/propose', {
      query: { name: file.name },
      body,
      answer: 'text',
    }).then(
      (proposed) => {
        if (!shown) return;
        setText(proposed);
        setNote('Proposed from the header: check it, then save.');
      },
      (reason: unknown) => shown && setNote(messageOf(reason)),
    );
    return () => {
      shown = false;
    };
  }, [file]);
  return (
    <form
      aria-label="New mapping"
      style={{ display: 'flex', flexDirection: 'column', gap: 16 }}
      onSubmit={(event) => {
        event.preventDefault();
        void action
          .run(async () => {
            const body = new Blob([text], { type: 'application/yaml' });
            await askDoor('intake', 'PUT', `file-mappings/${encodeURIComponent(name)}`, { body });
            return 'Saved';
          })
          .then((done) => done && onSaved(name));
      }}
    >
      <Field label="Name of the mapping" htmlFor={`${id}name`} {...NO_MARGIN}>
        <Input id={`${id}name`} width={30} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      </Field>
      <Field label="How the file is read" description={note} htmlFor={`${id}text`} {...NO_MARGIN}>
        <TextArea
          id={`${id}text`}
          rows={14}
          spellCheck={false}
          style={{ fontFamily: 'monospace' }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Field>
      <ActionNote action={action} />
      <div style={{ display: 'flex', gap: 8 }}>
        <Button type="submit" disabled={text.trim() === '' || name === '' || action.state.kind === 'busy'}>
          Save mapping
        </Button>
        <Button variant="secondary" fill="text" onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}
