import type { StandardEditorProps } from '@grafana/data';
import { MultiCombobox } from '@grafana/ui';
import React from 'react';
import { Named } from '../../inputs/named.js';
import type { BandLevel } from './types.js';

const LEVELS: readonly BandLevel[] = [0.5, 0.8, 0.95];

/** Which bands are drawn. Grafana's own multi-select option shows two empty tags beside numbers. */
export function BandsEditor({
  value,
  onChange,
  id,
  item,
}: StandardEditorProps<readonly BandLevel[]>): React.JSX.Element {
  return (
    <Named name={item.name}>
      <MultiCombobox<number>
        {...(id ? { id } : {})}
        options={LEVELS.map((level) => ({ value: level, label: `${Math.round(level * 100)} %` }))}
        value={[...value]}
        onChange={(chosen) => onChange(LEVELS.filter((level) => chosen.some((each) => each.value === level)))}
      />
    </Named>
  );
}
