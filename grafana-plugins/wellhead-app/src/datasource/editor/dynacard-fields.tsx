import { CARD_CLASSES, CARD_CLASS_TITLES, type CardClass } from '@wellhead/contracts/card-classes';
import React from 'react';
import type { WellheadQueryOf } from '../types.js';
import { Choices, type Option } from './choice.js';
import { assetOptions } from './options-of.js';
import type { FieldsProps } from './selection-fields.js';

const CLASSES: readonly Option<CardClass>[] = CARD_CLASSES.map((value) => ({ value, label: CARD_CLASS_TITLES[value] }));
const isClass = (value: string): value is CardClass => CLASSES.some((option) => option.value === value);

/** Which wells, and which diagnoses. */
export function DynacardFields({
  query,
  catalogue,
  onChange,
}: FieldsProps<WellheadQueryOf<'dynacards'>>): React.JSX.Element {
  return (
    <>
      <Choices
        label="Wells"
        placeholder="All wells"
        options={assetOptions(catalogue)}
        value={query.assets}
        onChange={(assets) => onChange({ ...query, assets })}
      />
      <Choices
        label="Diagnoses"
        placeholder="Every diagnosis"
        options={CLASSES}
        value={query.classes}
        onChange={(classes) => onChange({ ...query, classes: classes.filter(isClass) })}
      />
    </>
  );
}
