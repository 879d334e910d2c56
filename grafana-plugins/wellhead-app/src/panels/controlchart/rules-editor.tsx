import type { StandardEditorProps } from '@grafana/data';
import { MultiCombobox } from '@grafana/ui';
import React from 'react';
import { Named } from '../../inputs/named.js';
import { ruleText } from './control-words.js';
import { NELSON_RULES, type NelsonRule } from './statistics/nelson.js';

/** Which rules are looked for. */
export function RulesEditor({
  value,
  onChange,
  id,
  item,
}: StandardEditorProps<readonly NelsonRule[]>): React.JSX.Element {
  return (
    <Named name={item.name}>
      <MultiCombobox<number>
        {...(id ? { id } : {})}
        options={NELSON_RULES.map((rule) => ({ value: rule, label: ruleText(rule) }))}
        value={[...value]}
        onChange={(chosen) => onChange(NELSON_RULES.filter((rule) => chosen.some((each) => each.value === rule)))}
      />
    </Named>
  );
}
