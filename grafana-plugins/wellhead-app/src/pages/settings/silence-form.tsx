import { Button, Combobox, Field, Input } from '@grafana/ui';
import type { Signal, SilenceTimes } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { DataTable } from '../frame/data-table.js';
import { FormShell } from '../frame/form-shell.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { Section } from '../frame/page.js';
import { durationText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { SettingHistory } from './setting-history.js';
import { signalsText, silenceRuleOf, withRule, type SilenceRule } from './silence-rule.js';
import { useSetting } from './use-setting.js';

const NAME = 'silence-times';
const MS_PER_MINUTE = 60_000;

const afterText = ({ afterMinutes }: SilenceRule): string => durationText(afterMinutes * MS_PER_MINUTE);
const save = (rules: SilenceRule[]): Promise<unknown> => ask('PUT', `settings/${NAME}`, { body: { value: { rules } } });

/** How long signals may be silent before they count as overdue: on pages, and to the rule “No data”. */
export function SilenceForm(): React.JSX.Element {
  const mayEdit = useMay('editor');
  const action = useAction();
  const [adds, setAdds] = useState(false);
  const [saved, setSaved] = useState(0);
  const [asked, askAgain] = useSetting<SilenceTimes>(NAME, { rules: [] });
  const again = (): void => {
    askAgain();
    setSaved(saved + 1);
  };
  const remove = (rules: readonly SilenceRule[], removed: SilenceRule): void =>
    void action
      .run(async () => {
        await save(rules.filter((rule) => rule !== removed));
        return `${signalsText(removed)} has no silence time of its own any more`;
      })
      .then((done) => done && again());
  return (
    <Section
      title="Silence times"
      actions={
        mayEdit && (
          <Button icon="plus" variant="secondary" onClick={() => setAdds(true)}>
            New silence time
          </Button>
        )
      }
    >
      <Shown asked={asked} what="silence times">
        {({ rules }) => (
          <>
            {adds && (
              <RuleForm
                rules={rules}
                onClose={() => setAdds(false)}
                onSaved={() => {
                  setAdds(false);
                  again();
                }}
              />
            )}
            <DataTable
              label="Silence times"
              rows={rules}
              keyOf={signalsText}
              empty="There is none: a signal is overdue after three of its intervals, or when its pack says."
              columns={[
                { title: 'Signals (the first that fits holds)', cell: signalsText },
                { title: 'Overdue after', cell: afterText },
                {
                  title: 'Change',
                  kind: 'actions',
                  cell: (rule) =>
                    mayEdit && (
                      <Button
                        size="sm"
                        variant="secondary"
                        fill="text"
                        aria-label={`Remove the silence time of ${signalsText(rule)}`}
                        disabled={action.state.kind === 'busy'}
                        onClick={() => remove(rules, rule)}
                      >
                        Remove
                      </Button>
                    ),
                },
              ]}
            />
          </>
        )}
      </Shown>
      <ActionNote action={action} />
      <SettingHistory
        name={NAME}
        revision={saved}
        say={(value) =>
          ((value as Partial<SilenceTimes>).rules ?? [])
            .map((rule) => `${signalsText(rule)} after ${afterText(rule)}`)
            .join(', ') || 'as the signals have it'
        }
      />
    </Section>
  );
}

function RuleForm({
  rules,
  onSaved,
  onClose,
}: {
  readonly rules: readonly SilenceRule[];
  readonly onSaved: () => void;
  readonly onClose: () => void;
}): React.JSX.Element {
  const id = useId();
  const action = useAction();
  const [asset, setAsset] = useState('*');
  const [signal, setSignal] = useState('');
  const [minutes, setMinutes] = useState('');
  const [signals] = useAsked('signals', () => ask<Signal[]>('GET', 'signals'));
  const known = signals.kind === 'here' ? signals.value : [];
  const optionsOf = (values: readonly string[]) =>
    [...new Set(values)].sort().map((value) => ({ label: value, value }));
  const rule = silenceRuleOf({ asset, signal, minutes });
  return (
    <FormShell
      label="Silence time"
      action={action}
      submit="Save silence time"
      ready={rule !== undefined}
      onClose={onClose}
      onSubmit={() =>
        void action
          .run(async () => {
            if (rule) await save(withRule(rules, rule));
            return 'Saved';
          })
          .then((done) => done && onSaved())
      }
    >
      <Field label="Asset" description="* stands for any text: well-*" htmlFor={`${id}asset`} {...NO_MARGIN}>
        <Combobox
          id={`${id}asset`}
          options={[{ label: '*', value: '*' }, ...optionsOf(known.map((one) => one.asset))]}
          createCustomValue
          value={asset}
          onChange={({ value }) => setAsset(value)}
        />
      </Field>
      <Field label="Signal" description="measurement.field, with * as well" htmlFor={`${id}signal`} {...NO_MARGIN}>
        <Combobox
          id={`${id}signal`}
          options={optionsOf(known.map(({ measurement, field }) => `${measurement}.${field}`))}
          createCustomValue
          value={signal}
          onChange={({ value }) => setSignal(value)}
        />
      </Field>
      <Field label="Overdue after, minutes" htmlFor={`${id}minutes`} {...NO_MARGIN}>
        <Input
          id={`${id}minutes`}
          width={20}
          value={minutes}
          onChange={(event) => setMinutes(event.currentTarget.value)}
        />
      </Field>
    </FormShell>
  );
}
