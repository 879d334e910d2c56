import { Button, Field, Input, TextArea } from '@grafana/ui';
import type { Signal } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { askDoor } from '../frame/ask-door.js';
import { Choose } from '../frame/choose.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { beginningOf, csvHeadOf, type CsvHead } from './csv-head.js';
import { mappingOf, suggested, yamlOf, type MappingTexts } from './mapping-document.js';
import { MappingFields } from './mapping-fields.js';
import { mappingNameOf } from './mapping-name.js';

export interface MappingFormProps {
  readonly file: File;
  readonly onSaved: (name: string) => void;
  readonly onClose: () => void;
}

/** All that a mapping is chosen from: the beginning of the file and the catalogue. */
interface Material {
  /** Undefined: no CSV, whose columns cannot be seen here. */
  readonly head: CsvHead | undefined;
  readonly encoding: string;
  readonly signals: readonly string[];
  readonly recordTypes: readonly { readonly type: string; readonly columns: readonly string[] }[];
}

/** A mapping for a file: suggested from its header, chosen column by column or written as YAML, saved under a name. */
export function MappingForm(props: MappingFormProps): React.JSX.Element {
  const { file } = props;
  const [asked] = useAsked(file.name, async (): Promise<Material> => {
    const [{ text, encoding }, signals, types] = await Promise.all([
      beginningOf(file),
      ask<Signal[]>('GET', 'signals'),
      ask<{ type: string; columns: { name: string }[] }[]>('GET', 'record-types'),
    ]);
    return {
      head: /\.(csv|tsv|txt)$/i.test(file.name) ? csvHeadOf(text) : undefined,
      encoding,
      signals: [...new Set(signals.map(({ measurement, field }) => `${measurement}.${field}`))].sort(),
      recordTypes: types.map(({ type, columns }) => ({ type, columns: columns.map(({ name }) => name) })),
    };
  });
  return (
    <Shown asked={asked} what="header">
      {(material) => <Mapping {...props} material={material} />}
    </Shown>
  );
}

const WAYS = ['as a form', 'as YAML'] as const;

function Mapping({ file, material, onSaved, onClose }: MappingFormProps & { readonly material: Material }) {
  const { head, encoding, signals, recordTypes } = material;
  const id = useId();
  const action = useAction();
  const [name, setName] = useState(mappingNameOf(file.name));
  const [way, setWay] = useState<(typeof WAYS)[number]>(head ? 'as a form' : 'as YAML');
  const [texts, setTexts] = useState<MappingTexts>(() =>
    suggested(head ?? { names: [], rows: [] }, mappingNameOf(file.name), signals, recordTypes),
  );
  const [yaml, setYaml] = useState<string>();
  const formed = yamlOf(mappingOf(texts, head?.names ?? [], encoding));
  const text = way === 'as YAML' ? (yaml ?? (head ? formed : '')) : formed;
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
      <div style={{ display: 'flex', gap: 16, flexWrap: 'wrap', alignItems: 'flex-end' }}>
        <Field label="Name of the mapping" htmlFor={`${id}name`} {...NO_MARGIN}>
          <Input id={`${id}name`} width={30} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        </Field>
        <Choose
          label="Write the mapping"
          values={head ? WAYS : WAYS.slice(1)}
          value={way}
          onChange={(next) => {
            // What was chosen goes on as text; what was written by hand cannot come back into the form.
            if (next === 'as YAML') setYaml(formed);
            setWay(next);
          }}
        />
      </div>
      {way === 'as a form' && head ? (
        <MappingFields
          head={head}
          texts={texts}
          signals={signals}
          recordTypes={recordTypes}
          onChange={(change) => setTexts({ ...texts, ...change })}
        />
      ) : (
        <Field
          label="How the file is read"
          description={
            head
              ? 'Everything that a mapping may say; docs/how-to/upload-files.md lists it'
              : 'Only the columns of a CSV can be chosen in a form; docs/how-to/upload-files.md shows how mappings of other files look'
          }
          htmlFor={`${id}text`}
          {...NO_MARGIN}
        >
          <TextArea
            id={`${id}text`}
            rows={14}
            spellCheck={false}
            style={{ fontFamily: 'monospace' }}
            value={text}
            onChange={(event) => setYaml(event.currentTarget.value)}
          />
        </Field>
      )}
      <ActionNote action={action} />
      <div style={{ display: 'flex', gap: 8 }}>
        <Button type="submit" disabled={text.trim() === '' || name === '' || action.state.kind === 'busy'}>
          Save mapping and try it
        </Button>
        <Button variant="secondary" fill="text" onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}
