import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { Choices, type Option } from './choice.js';
import { SelectionFields, type FieldsProps } from './selection-fields.js';

type DecompositionQuery = WellheadQueryOf<'decomposition'>;
type Part = NonNullable<DecompositionQuery['parts']>[number];

const PARTS: readonly Option<Part>[] = [
  { value: 'trend', label: 'Trend', description: 'The level without the season' },
  { value: 'season', label: 'Season', description: 'What the season adds' },
  { value: 'remainder', label: 'Remainder', description: 'What neither explains' },
];
const isPart = (value: string): value is Part => PARTS.some((part) => part.value === value);

export function DecompositionFields(props: FieldsProps<DecompositionQuery>): React.JSX.Element {
  const { query, onChange } = props;
  return (
    <>
      <SelectionFields {...props} />
      <Choices
        label="Parts"
        placeholder="All three"
        options={PARTS}
        value={query.parts}
        onChange={(parts) => onChange({ ...query, parts: parts.filter(isPart) })}
      />
    </>
  );
}
