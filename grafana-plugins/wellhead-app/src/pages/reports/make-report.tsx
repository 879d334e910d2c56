import { Button, Combobox, Field, Input } from '@grafana/ui';
import type { AcceptedJob, ReportTemplateAnswer } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { Named } from '../../inputs/named.js';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { DataTable } from '../frame/data-table.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { PackTitle } from '../frame/pack-title.js';
import { Section } from '../frame/page.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';

/** What packs can report, and making one now: of the last full period, or of one in the past. */
export function MakeReport({ onMade }: { readonly onMade: () => void }): React.JSX.Element {
  const id = useId();
  const mayMake = useMay('editor');
  const action = useAction();
  const [day, setDay] = useState('');
  const [fromDay, setFromDay] = useState('');
  const [assets, setAssets] = useState<Readonly<Record<string, string>>>({});
  const [templates] = useAsked('report-templates', () => ask<ReportTemplateAnswer[]>('GET', 'report-templates'));
  const assetOf = ({ name, assets: offered }: ReportTemplateAnswer) =>
    offered?.find(({ id: each }) => each === assets[name]) ?? offered?.[0];
  /** As its file will be titled. */
  const titleOf = (template: ReportTemplateAnswer): string =>
    template.title.replaceAll('{asset}', assetOf(template)?.title ?? 'one asset');
  const make = async (template: ReportTemplateAnswer): Promise<void> => {
    const { name } = template;
    const asset = assetOf(template)?.id;
    const order = { ...(day && { day }), ...(fromDay && { fromDay }), ...(asset && { asset }) };
    const done = await action.run(async () => {
      await ask<AcceptedJob>('POST', `reports/${encodeURIComponent(name)}/make`, { body: order });
      return `${name} is being made: it appears below, or its run under Pipelines says why not`;
    });
    if (done) onMade();
  };
  return (
    <Section
      title="Can be made"
      actions={
        mayMake && (
          <>
            <Field label="From (empty: a period)" htmlFor={`${id}-from`} {...NO_MARGIN}>
              <Input
                id={`${id}-from`}
                type="date"
                value={fromDay}
                onChange={(event) => setFromDay(event.currentTarget.value)}
              />
            </Field>
            <Field label="Until (empty: the last full period)" htmlFor={id} {...NO_MARGIN}>
              <Input id={id} type="date" value={day} onChange={(event) => setDay(event.currentTarget.value)} />
            </Field>
          </>
        )
      }
    >
      <ActionNote action={action} />
      <Shown asked={templates} what="report templates">
        {(rows) => (
          <DataTable
            label="Reports that can be made"
            rows={rows}
            keyOf={({ name }) => name}
            empty="No pack brings a report."
            columns={[
              {
                title: 'Report',
                cell: (template) => <PackTitle title={titleOf(template)} name={template.name} pack={template.pack} />,
              },
              { title: 'What it tells', cell: ({ describes }) => describes },
              { title: 'Period', cell: ({ period }) => `a\u00a0${period}` },
              {
                title: 'Of',
                cell: (template) =>
                  template.assets === undefined ? (
                    '–'
                  ) : (
                    <Named name={`What ${template.name} is of`}>
                      <Combobox
                        width={24}
                        options={template.assets.map((one) => ({ label: one.title, value: one.id }))}
                        value={assetOf(template)?.id ?? null}
                        onChange={({ value }) => setAssets({ ...assets, [template.name]: value })}
                      />
                    </Named>
                  ),
              },
              ...(mayMake
                ? [
                    {
                      title: 'Make',
                      kind: 'actions' as const,
                      cell: (template: ReportTemplateAnswer) => (
                        <Button
                          size="sm"
                          disabled={action.state.kind === 'busy'}
                          aria-label={`Make ${template.name}`}
                          onClick={() => void make(template)}
                        >
                          Make now
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Shown>
    </Section>
  );
}
