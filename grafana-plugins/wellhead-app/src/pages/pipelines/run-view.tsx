import { locationUtil } from '@grafana/data';
import { Badge, Button, LinkButton, type BadgeColor } from '@grafana/ui';
import type { AcceptedJob, RunAnswer, RunLogAnswer } from '@wellhead/contracts';
import React from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { DataTable } from '../frame/data-table.js';
import { followJob } from '../frame/follow-job.js';
import { Page, Section } from '../frame/page.js';
import { durationText, timeText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { pageHref } from '../page-path.js';
import { rerunOf } from './rerun.js';
import { RUN_COLORS } from './run-colors.js';

const REFRESH_MS = 3_000;
const LEVELS: Readonly<Record<RunLogAnswer['level'], BadgeColor>> = { info: 'blue', warn: 'orange', error: 'red' };

const factText = (fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');

/** One run: how it stands, what it said, and doing it again. */
export function RunView({ id }: { readonly id: string }): React.JSX.Element {
  const mayRun = useMay('editor');
  const action = useAction();
  const [asked] = useAsked(
    id,
    async () => {
      const [run, logs] = await Promise.all([
        ask<RunAnswer>('GET', `runs/${encodeURIComponent(id)}`),
        ask<RunLogAnswer[]>('GET', `runs/${encodeURIComponent(id)}/logs`),
      ]);
      return { run, logs };
    },
    REFRESH_MS,
  );
  const again = (run: RunAnswer): void => {
    const rerun = rerunOf(run);
    if (!rerun) return;
    void action.run(async () => {
      const job = await ask<AcceptedJob>('POST', rerun.path, { body: rerun.body });
      return rerun.compares ? followJob(job, rerun.told) : rerun.told(undefined);
    });
  };
  return (
    <Page
      title="Run"
      intro={`Id ${id}`}
      actions={
        <LinkButton variant="secondary" icon="arrow-left" href={locationUtil.assureBaseUrl(pageHref('pipelines'))}>
          All runs
        </LinkButton>
      }
    >
      <ActionNote action={action} />
      <Shown asked={asked} what="run">
        {({ run, logs }) => (
          <>
            <Section
              title={`${run.kind} ${run.name}`}
              actions={
                mayRun &&
                rerunOf(run) && (
                  <Button disabled={run.state === 'running' || action.state.kind === 'busy'} onClick={() => again(run)}>
                    Run again
                  </Button>
                )
              }
            >
              <p>
                <Badge color={RUN_COLORS[run.state]} text={run.state} /> started {timeText(run.startedAtMs)} by{' '}
                {run.reason}
                {run.finishedAtMs !== null && `, took ${durationText(run.finishedAtMs - run.startedAtMs)}`}
              </p>
              {run.error !== null && <p role="alert">{run.error}</p>}
              {Object.keys(run.detail).length > 0 && <p>{factText(run.detail)}</p>}
            </Section>
            <Section title="Log">
              <DataTable
                label="Log"
                rows={logs.map((entry, at) => ({ ...entry, at }))}
                keyOf={({ at }) => String(at)}
                empty="This run has said nothing."
                columns={[
                  { title: 'When', cell: ({ atMs }) => timeText(atMs) },
                  { title: 'Level', cell: ({ level }) => <Badge color={LEVELS[level]} text={level} /> },
                  { title: 'Step', cell: ({ step }) => step },
                  { title: 'What', cell: ({ message }) => message },
                  { title: 'Facts', kind: 'code', cell: ({ fields }) => factText(fields) },
                ]}
              />
            </Section>
          </>
        )}
      </Shown>
    </Page>
  );
}
