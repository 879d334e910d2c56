import { Button, Field, Input, TextArea } from '@grafana/ui';
import type { FileHead, Signal } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { messageOf } from '../../datasource/editor/use-catalogue.js';
import { ask } from '../frame/ask.js';
import { askDoor } from '../frame/ask-door.js';
import { Choose } from '../frame/choose.js';
import { FormShell } from '../frame/form-shell.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { saveFile } from '../frame/save-file.js';
import { Shown } from '../frame/shown.js';
import { useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { mappingOf, suggested, yamlOf, type MappingTexts } from './mapping-document.js';
import { MappingFields } from './mapping-fields.js';
import { mappingNameOf } from './mapping-name.js';
import { columnsOf, headerRowOf } from './shown-columns.js';

export interface MappingFormProps {
  readonly file: File;
  readonly onSaved: (name: string) => void;
  readonly onClose: () => void;
}

/** All that a mapping is chosen from: the beginning of the file and the catalogue. */
interface Material {
  /** Its beginning, or why it cannot be read. */
  readonly head: FileHead | { readonly fault: string };
  readonly signals: readonly string[];
  readonly recordTypes: readonly { readonly type: string; readonly columns: readonly string[] }[];
}

/** A workbook and JSON are read as a whole, of others the beginning is enough. */
const WHOLE = /\.(xlsx|json)$/i;
const WHOLE_BYTES = 64 * 1024 * 1024;
const BEGINNING_BYTES = 262_144;

/** A mapping for a file: suggested from its header, chosen column by column or written as YAML, saved under a name. */
export function MappingForm(props: MappingFormProps): React.JSX.Element {
  const { file } = props;
  const [asked] = useAsked(file.name, async (): Promise<Material> => {
    const [head, signals, types] = await Promise.all([
      askDoor<FileHead>('intake', 'POST', 'file-mappings/head', {
        query: { name: file.name },
        body: file.slice(0, WHOLE.test(file.name) ? WHOLE_BYTES : BEGINNING_BYTES),
      }).catch((reason: unknown) => ({ fault: messageOf(reason) })),
      ask<Signal[]>('GET', 'signals'),
      ask<{ type: string; columns: { name: string }[] }[]>('GET', 'record-types'),
    ]);
    return {
      head,
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
  const { signals, recordTypes } = material;
  const head = 'fault' in material.head ? undefined : material.head;
  const id = useId();
  const action = useAction();
  const [name, setName] = useState(mappingNameOf(file.name));
  const [way, setWay] = useState<(typeof WAYS)[number]>(head ? 'as a form' : 'as YAML');
  const suggestedFor = (table: string, headerRow?: number): MappingTexts => {
    const row = headerRow ?? (head ? headerRowOf(head, table) : 1);
    return suggested(
      head ? columnsOf(head, table, row) : { names: [], rows: [] },
      { source: mappingNameOf(file.name), table, headerRow: row },
      signals,
      recordTypes,
    );
  };
  const [texts, setTexts] = useState(() => suggestedFor(head?.tables[0]?.name ?? ''));
  const shown = head ? columnsOf(head, texts.table, texts.headerRow) : { names: [], rows: [] };
  const [yaml, setYaml] = useState<string>();
  const formed = head ? yamlOf(mappingOf(texts, shown.names, head)) : '';
  const text = way === 'as YAML' ? (yaml ?? formed) : formed;
  const save = (): void =>
    void action
      .run(async () => {
        const body = new Blob([text], { type: 'application/yaml' });
        await askDoor('intake', 'PUT', `file-mappings/${encodeURIComponent(name)}`, { body });
        return 'Saved';
      })
      .then((done) => done && onSaved(name));
  return (
    <FormShell
      label="New mapping"
      action={action}
      submit="Save mapping and try it"
      ready={text.trim() !== '' && name !== ''}
      onSubmit={save}
      onClose={onClose}
      more={
        <Button
          variant="secondary"
          icon="download-alt"
          disabled={text.trim() === ''}
          onClick={() => saveFile(new Blob([text], { type: 'application/yaml' }), `${name || 'mapping'}.yaml`)}
        >
          Download mapping
        </Button>
      }
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
          shown={shown}
          texts={texts}
          onTable={(table, headerRow) => setTexts(suggestedFor(table, headerRow))}
          signals={signals}
          recordTypes={recordTypes}
          onChange={(change) => setTexts({ ...texts, ...change })}
        />
      ) : (
        <Field
          label="How the file is read"
          description={
            'fault' in material.head
              ? `Its columns cannot be shown: ${material.head.fault}`
              : 'Everything that a mapping may say; docs/how-to/upload-files.md lists it'
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
    </FormShell>
  );
}
