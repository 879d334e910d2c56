import { Field, TextArea } from '@grafana/ui';
import type { UploadOutcome } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { askDoor } from '../frame/ask-door.js';
import { FileDrop } from '../frame/file-drop.js';
import { FormShell } from '../frame/form-shell.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { useAction } from '../frame/use-action.js';

const EXAMPLE = `{
  "kind": "forecaster",
  "name": "my-model",
  "describes": "what it is and what it was trained on",
  "input": "window", "output": "forecast",
  "signals": [{ "measurement": "esp", "field": "temperature" }],
  "intervalMs": 3600000, "seasonSteps": 24, "windowSteps": 168, "horizonSteps": 24,
  "values": "scaled", "trainedUntilMs": 1767225600000
}`;

/** An ONNX file and its manifest. It is inspected and run apart before it is registered. */
export function BringForm({
  onBrought,
  onClose,
}: {
  readonly onBrought: () => void;
  readonly onClose: () => void;
}): React.JSX.Element {
  const id = useId();
  const action = useAction();
  const [file, setFile] = useState<File>();
  const [manifest, setManifest] = useState('');
  const bring = (model: File): void =>
    void action
      .run(async () => {
        const form = new FormData();
        form.set('manifest', manifest);
        form.set('model', model);
        // As a body with its boundary in its type: Grafana's proxy sends forms of browsers otherwise as text.
        const encoded = new Response(form);
        const type = encoded.headers.get('content-type') ?? undefined;
        const body = await encoded.blob();
        const outcome = await askDoor<UploadOutcome>('backend', 'POST', 'models', { body, type });
        const notes = outcome.kind === 'registered' ? outcome.notes : [];
        return [`${model.name} is registered as a candidate: try it, then promote it`, ...notes].join('. ');
      })
      .then((done) => done && onBrought());
  return (
    <FormShell
      label="Bring a model"
      action={action}
      submit="Bring it"
      busy="It is being tried…"
      ready={file !== undefined && manifest.trim() !== ''}
      onSubmit={() => file && bring(file)}
      onClose={onClose}
    >
      <FileDrop label="Drop the ONNX file here, or click to choose it" file={file} onFile={setFile} />
      <Field
        label="Manifest"
        description="What it is for; docs/how-to/bring-a-model.md tells of each member."
        htmlFor={id}
        {...NO_MARGIN}
      >
        <TextArea
          id={id}
          rows={10}
          spellCheck={false}
          style={{ fontFamily: 'monospace' }}
          placeholder={EXAMPLE}
          value={manifest}
          onChange={(event) => setManifest(event.currentTarget.value)}
        />
      </Field>
    </FormShell>
  );
}
