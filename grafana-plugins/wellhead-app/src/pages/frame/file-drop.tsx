import { FileDropzone } from '@grafana/ui';
import React, { useId } from 'react';

/** One file, dropped or picked. It is not read: it is sent from the disk later. */
export function FileDrop({
  label,
  file,
  onFile,
}: {
  readonly label: string;
  readonly file: File | undefined;
  readonly onFile: (file: File | undefined) => void;
}): React.JSX.Element {
  const id = useId();
  // Grafana 12.0 does not know the property.
  const named: object = { id };
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <FileDropzone
        {...named}
        options={{ multiple: false, onDrop: ([dropped]: File[]) => onFile(dropped) }}
        fileListRenderer={() => null}
      />
      <span>{file ? `${file.name}, ${file.size.toLocaleString('en-GB')} bytes` : 'No file is chosen.'}</span>
    </div>
  );
}
