import type { Firing, LimitKind, LimitPreview } from '@wellhead/contracts';
import React from 'react';
import { DataTable } from '../frame/data-table.js';
import { countText, timeText, valueText } from '../frame/say.js';

const RULES: Readonly<Record<LimitPreview['rules'][number]['rule'], string>> = {
  'breached-now': 'Limit breached now',
  'predicted-p50': 'Limit predicted to be breached (P50)',
  'predicted-p90': 'Limit may be breached (P90)',
};

/** Most firings that are listed; the sentence counts all. */
const SHOWN = 50;

type Row = Firing & { readonly rule: string };

/** The sentences that sum a preview up: one a rule, and what could not be said. */
export function previewSentences({ rules, readings, vintages, uncalibrated }: LimitPreview): string[] {
  const doubt =
    uncalibrated === 0
      ? ''
      : ` Intervals of ${uncalibrated} of these ${countText(vintages, 'forecast')} are uncalibrated.`;
  return rules.map(({ rule, firings }) => {
    if (rule === 'breached-now' && readings === 0) return `${RULES[rule]}: there are no readings to try it on.`;
    if (rule !== 'breached-now' && vintages === 0) return `${RULES[rule]}: there are no forecasts to try it on.`;
    const still = firings.some(({ toMs }) => toMs === null);
    const told = rule === 'breached-now' ? '' : doubt;
    if (firings.length === 0) return `${RULES[rule]}: would not have fired.${told}`;
    return `${RULES[rule]}: would have fired ${countText(firings.length, 'time')}${still ? ', and would fire now' : ''}.${told}`;
  });
}

/** Which alerts a limit would have raised. */
export function LimitPreviewView({
  value,
  found,
  kind,
  unit,
}: {
  readonly value: number;
  readonly found: LimitPreview;
  readonly kind: LimitKind;
  readonly unit: string;
}): React.JSX.Element {
  const rows = found.rules
    .flatMap(({ rule, firings }) => firings.map((firing): Row => ({ ...firing, rule: RULES[rule] })))
    .toSorted((one, other) => other.fromMs - one.fromMs);
  return (
    <div role="status">
      <p>
        With a {kind} limit of {valueText(value, unit)} in the last 30 days:
      </p>
      <ul>
        {previewSentences(found).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {rows.length > 0 && (
        <DataTable
          label="What would have fired"
          rows={rows.slice(0, SHOWN)}
          keyOf={({ rule, fromMs, labels }) => `${rule} ${fromMs} ${JSON.stringify(labels)}`}
          empty=""
          columns={[
            { title: 'Rule', cell: ({ rule }) => rule },
            { title: 'From', cell: ({ fromMs }) => timeText(fromMs) },
            { title: 'Until', cell: ({ toMs }) => (toMs === null ? 'still' : timeText(toMs)) },
            { title: 'Worst value', kind: 'number', cell: ({ worst }) => valueText(worst, unit) },
            { title: 'Of', cell: ({ labels }) => Object.values(labels).join(', ') },
          ]}
        />
      )}
      {rows.length > SHOWN && <p>The newest {SHOWN} are shown.</p>}
    </div>
  );
}
