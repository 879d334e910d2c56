import { Badge, Field, Select } from '@grafana/ui';
import type { ModelScore, VintageAnswer } from '@wellhead/contracts';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { DataTable } from '../frame/data-table.js';
import { NO_MARGIN } from '../frame/no-margin.js';
import { Page, Section } from '../frame/page.js';
import { timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { useAsked } from '../frame/use-asked.js';
import { CoveragePlot } from './coverage-plot.js';
import { byError } from './coverage.js';
import { Registry } from './registry.js';

const keyOf = ({ asset, measurement, field }: ModelScore): string => `${asset} ${measurement}.${field}`;
const figure = (value: number | null): string => (value === null ? '–' : value.toPrecision(3));
const VINTAGES = 20;

/** How good the models are, which is used where, and bringing and promoting versions. */
export function ModelsPage(): React.JSX.Element {
  const [scores] = useAsked('scores', () => ask<ModelScore[]>('GET', 'scores'));
  return (
    <Page
      title="Models"
      intro="How each model has forecast each signal, on days that it had not seen; how honest its intervals are; and the versions that were trained or brought."
    >
      <Shown asked={scores} what="scores">
        {(all) =>
          all.length === 0 ? (
            <p>No model was tried yet: the forecaster does it each night, and before its first forecast.</p>
          ) : (
            <Scorecards scores={all} />
          )
        }
      </Shown>
      <Registry />
    </Page>
  );
}

function Scorecards({ scores }: { readonly scores: readonly ModelScore[] }): React.JSX.Element {
  const id = useId();
  const signals = [...new Set(scores.map(keyOf))];
  const [picked, setPicked] = useState(signals[0]);
  const ofSignal = scores.filter((score) => keyOf(score) === picked);
  return (
    <>
      <Field label="Signal" htmlFor={id} {...NO_MARGIN}>
        <Select
          inputId={id}
          aria-label="Signal"
          width={50}
          options={signals.map((signal) => ({ label: signal, value: signal }))}
          value={picked ?? null}
          onChange={({ value }) => setPicked(value)}
        />
      </Field>
      <Section title="Scorecard">
        <DataTable
          label="Scorecard"
          rows={byError(ofSignal)}
          keyOf={({ model }) => model}
          empty="No model was tried on this signal."
          columns={[
            {
              title: 'Model',
              cell: ({ model, champion }) => (
                <>
                  {model} {champion && <Badge color="green" text="champion" />}
                </>
              ),
            },
            { title: 'MASE', kind: 'number', cell: ({ mase }) => figure(mase) },
            { title: 'WAPE', kind: 'number', cell: ({ wape }) => figure(wape) },
            { title: 'Pinball', kind: 'number', cell: ({ pinball }) => figure(pinball) },
            { title: 'Origins', kind: 'number', cell: ({ origins }) => origins },
            {
              title: 'Intervals',
              cell: ({ calibrated }) =>
                calibrated === false ? <Badge color="orange" text="uncalibrated" /> : calibrated ? 'calibrated' : '–',
            },
            { title: 'Tried', cell: ({ scoredAtMs }) => timeText(scoredAtMs) },
          ]}
        />
        <CoveragePlot scores={ofSignal} />
      </Section>
      {picked !== undefined && <Vintages key={picked} signal={picked} />}
    </>
  );
}

/** What was believed when. */
function Vintages({ signal }: { readonly signal: string }): React.JSX.Element {
  const at = signal.lastIndexOf(' ');
  const query = { asset: signal.slice(0, at), signal: signal.slice(at + 1), vintages: VINTAGES };
  const [asked] = useAsked(signal, () => ask<VintageAnswer[]>('GET', 'forecasts', { query }));
  return (
    <Section title="Vintages">
      <Shown asked={asked} what="vintages">
        {(vintages) => (
          <DataTable
            label="Vintages"
            rows={vintages}
            keyOf={({ issuedAtMs, model }) => `${issuedAtMs} ${model}`}
            empty="No forecast of this signal was published yet."
            columns={[
              { title: 'Issued', cell: ({ issuedAtMs }) => timeText(issuedAtMs) },
              { title: 'Model', cell: ({ model }) => model },
              { title: 'Steps', kind: 'number', cell: ({ mean }) => mean.length },
              {
                title: 'Interval',
                cell: ({ calibrated, origins }) =>
                  calibrated ? `calibrated on ${origins} origins` : <Badge color="orange" text="uncalibrated" />,
              },
            ]}
          />
        )}
      </Shown>
    </Section>
  );
}
