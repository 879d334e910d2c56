import type { LimitKind } from '@wellhead/contracts';
import React from 'react';
import { Choices, type Option } from './choice.js';

const LIMITS: readonly Option<LimitKind>[] = [
  { value: 'high-high', label: 'High-high' },
  { value: 'high', label: 'High' },
  { value: 'low', label: 'Low' },
  { value: 'low-low', label: 'Low-low' },
];
const isLimit = (value: string): value is LimitKind => LIMITS.some((limit) => limit.value === value);

export interface LimitChoicesProps {
  readonly value: LimitKind[] | undefined;
  readonly onChange: (limits: LimitKind[]) => void;
}

/** Which kinds of limits a query is about; none chosen = every one. */
export const LimitChoices = ({ value, onChange }: LimitChoicesProps): React.JSX.Element => (
  <Choices
    label="Limits"
    placeholder="Every limit"
    options={LIMITS}
    value={value}
    onChange={(limits) => onChange(limits.filter(isLimit))}
  />
);
