import { locationUtil } from '@grafana/data';
import { Badge, Button, TextLink } from '@grafana/ui';
import type { RunAnswer } from '@wellhead/contracts';
import React, { useState } from 'react';
import type { PageParts } from '../app-root.js';
import { ask } from '../frame/ask.js';
import { Choose } from '../frame/choose.js';
import { DataTable } from '../frame/data-table.js';
import { Page, Section } from '../frame/page.js';
import { durationText, timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { useAsked } from '../frame/use-asked.js';
import { pageHref } from '../page-path.js';
import { FlowTable } from './flow-table.js';
import { RUN_COLORS } from './run-colors.js';
import { RunView } from './run-view.js';

const STATES = ['all', 'running', 'succeeded', 'failed'] as const;
const REFRESH_MS = 5_000;
const SHOWN = 100;

/** Flows and runs; of one run what it said. */
export function PipelinesPage({ rest: [runId] }: PageParts): React.JSX.Element {
  const [state, setState] = useState<(typeof STATES)[number]>('all');
  const query = { state: state === 'all' ? undefined : state, limit: SHOWN };
  const [runs, again] = useAsked(state, () => ask<RunAnswer[]>('GET', 'runs', { query }), REFRESH_MS);
  if (runId !== undefined) return <RunView key={runId} id={runId} />;
  return (
    <Page
      title="Pipelines"
      intro="Flows turn what came in into tables and signals, by schedule, after one another or on demand. Each start is a run that keeps its log."
      actions={
        <Button variant="secondary" icon="sync" onClick={again}>
          Refresh
        </Button>
      }
    >
      <FlowTable onStarted={again} />
      <Section title="Runs" actions={<Choose label="State" values={STATES} value={state} onChange={setState} />}>
        <Shown asked={runs} what="runs">
          {(rows) => (
            <DataTable
              label="Runs"
              rows={rows}
              keyOf={({ id }) => id}
              empty="There is no such run."
              columns={[
                {
                  title: 'Run',
                  cell: ({ id, name, kind }) => (
                    <>
                      <TextLink href={locationUtil.assureBaseUrl(pageHref('pipelines', id))}>{name}</TextLink>
                      <small>{kind}</small>
                    </>
                  ),
                },
                { title: 'State', cell: ({ state: at }) => <Badge color={RUN_COLORS[at]} text={at} /> },
                { title: 'Started', cell: ({ startedAtMs }) => timeText(startedAtMs) },
                {
                  title: 'Took',
                  kind: 'number',
                  cell: ({ startedAtMs, finishedAtMs }) =>
                    finishedAtMs === null ? '–' : durationText(finishedAtMs - startedAtMs),
                },
                {
                  title: 'Why',
                  cell: ({ reason, attempt }) => (attempt > 1 ? `${reason}, attempt ${attempt}` : reason),
                },
                { title: 'Error', cell: ({ error }) => error },
              ]}
            />
          )}
        </Shown>
      </Section>
    </Page>
  );
}
