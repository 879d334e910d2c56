import { InlineSwitch } from '@grafana/ui';
import type { AlertRulesSetting } from '@wellhead/contracts';
import React, { useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { DataTable } from '../frame/data-table.js';
import { Section } from '../frame/page.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { SettingHistory } from './setting-history.js';

interface Rule {
  readonly uid: string;
  readonly title: string;
  readonly off: boolean;
}

/** Which of the alert rules that Wellhead brings speak. Grafana keeps evaluating all of them: one that is off is answered nothing. */
export function AlertRulesForm(): React.JSX.Element {
  const mayEdit = useMay('editor');
  const action = useAction();
  const [saved, setSaved] = useState(0);
  const [asked, again] = useAsked('alert-rules', () => ask<Rule[]>('GET', 'alert-rules'));
  const turn = (rules: readonly Rule[], uid: string, off: boolean): void =>
    void action
      .run(async () => {
        const value: AlertRulesSetting = {
          off: rules.filter((rule) => (rule.uid === uid ? off : rule.off)).map((rule) => rule.uid),
        };
        await ask('PUT', 'settings/alert-rules', { body: { value } });
        const { title } = rules.find((rule) => rule.uid === uid) ?? { title: uid };
        return `“${title}” is ${off ? 'off' : 'on'} from the next evaluation, at most a minute from now`;
      })
      .then((done) => {
        if (!done) return;
        again();
        setSaved(saved + 1);
      });
  return (
    <Section title="Alert rules">
      <Shown asked={asked} what="alert rules">
        {(rules) => (
          <>
            <DataTable
              label="Alert rules"
              rows={rules}
              keyOf={({ uid }) => uid}
              empty="There are none."
              columns={[
                { title: 'Rule', cell: ({ title }) => title },
                {
                  title: 'Speaks',
                  cell: ({ uid, title, off }) =>
                    mayEdit ? (
                      <InlineSwitch
                        transparent
                        aria-label={`${title} speaks`}
                        value={!off}
                        disabled={action.state.kind === 'busy'}
                        onChange={(event) => turn(rules, uid, !event.currentTarget.checked)}
                      />
                    ) : off ? (
                      'no'
                    ) : (
                      'yes'
                    ),
                },
              ]}
            />
            <ActionNote action={action} />
            <SettingHistory
              name="alert-rules"
              revision={saved}
              say={(value) => {
                const { off } = value as AlertRulesSetting;
                return off.length === 0
                  ? 'all speak'
                  : `off: ${off.map((uid) => rules.find((rule) => rule.uid === uid)?.title ?? uid).join(', ')}`;
              }}
            />
          </>
        )}
      </Shown>
    </Section>
  );
}
