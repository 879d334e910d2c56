import type { DataFrame, PanelProps } from '@grafana/data';
import { Table } from '@grafana/ui';
import React, { useState } from 'react';
import { NoData } from './no-data.js';

interface TableOptions {
  readonly sortBy?: readonly { readonly displayName: string; readonly desc?: boolean }[];
}

/** A frame a time, as Grafana's table: several are chosen from a list. */
export function TablePanel(props: PanelProps<TableOptions>): React.JSX.Element {
  const { data, width, height, options, fieldConfig } = props;
  const [chosen, setChosen] = useState(0);
  const frames = data.series.filter(({ fields }) => fields.length > 0);
  const frame = frames[chosen] ?? frames[0];
  if (!frame) return <NoData height={height} noValue={props.fieldConfig.defaults.noValue} />;
  const several = frames.length > 1;
  return (
    <div>
      <Table
        data={frame}
        width={width}
        height={height - (several ? 32 : 0)}
        ariaLabel={frame.name ?? 'Table'}
        fieldConfig={fieldConfig}
        initialSortBy={[...(options.sortBy ?? [])]}
      />
      {several && (
        <select aria-label="Series" value={chosen} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
          {frames.map((each, index) => (
            <option key={index} value={index}>
              {nameOf(each, index)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

const nameOf = (frame: DataFrame, index: number): string =>
  frame.name ?? Object.values(frame.fields.at(-1)?.labels ?? {}).join(' ') ?? `Series ${index + 1}`;
