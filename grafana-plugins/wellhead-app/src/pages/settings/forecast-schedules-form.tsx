import { Button, Combobox } from '@grafana/ui';
import type { ForecastSchedules } from '@wellhead/contracts';
import { FORECAST_EVERY_MINUTES } from '@wellhead/contracts/forecast-steps';
import React, { useId, useState } from 'react';
import { ask } from '../frame/ask.js';
import { useMay } from '../frame/caller.js';
import { DataTable } from '../frame/data-table.js';
import { Section } from '../frame/page.js';
import { durationText } from '../frame/say.js';
import { Shown } from '../frame/shown.js';
import { ActionNote, useAction } from '../frame/use-action.js';
import { useAsked } from '../frame/use-asked.js';
import { SettingHistory } from './setting-history.js';
import { useSetting } from './use-setting.js';

interface ForecastPack {
  readonly name: string;
  readonly title: string;
  readonly forecastEveryMs: number | null;
}

const NAME = 'forecast-schedules';
const MS_PER_MINUTE = 60_000;
const AS_THE_PACK = 'as the pack has it';

/** “every 5 minutes”, “every hour” */
const everyText = (minutes: number): string => `every ${durationText(minutes * MS_PER_MINUTE).replace(/^1 /, '')}`;
const schedulesText = ({ everyMinutes }: ForecastSchedules): string =>
  Object.entries(everyMinutes)
    .map(([pack, minutes]) => `${pack} ${everyText(minutes)}`)
    .join(', ') || 'all as their packs have it';

/** How often the signals of each pack are forecast. */
export function ForecastSchedulesForm(): React.JSX.Element {
  const mayEdit = useMay('editor');
  const id = useId();
  const action = useAction();
  const [saved, setSaved] = useState(0);
  /** Minutes by pack that were chosen and not saved yet; 0: as the pack has it. */
  const [wanted, setWanted] = useState<Readonly<Record<string, number>>>({});
  const [packs, askPacks] = useAsked('packs', () => ask<ForecastPack[]>('GET', 'packs'));
  const [asked, again] = useSetting<ForecastSchedules>(NAME, { everyMinutes: {} });
  const save = (kept: ForecastSchedules): void =>
    void action
      .run(async () => {
        const all: Readonly<Record<string, number>> = { ...kept.everyMinutes, ...wanted };
        const value: ForecastSchedules = {
          everyMinutes: Object.fromEntries(
            Object.entries(all).flatMap(([pack, minutes]) => {
              const chosen = FORECAST_EVERY_MINUTES.find((choice) => choice === minutes);
              return chosen === undefined ? [] : [[pack, chosen]];
            }),
          ),
        };
        await ask('PUT', `settings/${NAME}`, { body: { value } });
        return `From ten seconds from now: ${schedulesText(value)}`;
      })
      .then((done) => {
        if (!done) return;
        setWanted({});
        again();
        askPacks();
        setSaved(saved + 1);
      });
  return (
    <Section title="Forecast schedules">
      <Shown asked={packs} what="packs">
        {(all) => (
          <Shown asked={asked} what="schedules">
            {(kept) => (
              <>
                <DataTable
                  label="Forecast schedules"
                  rows={all.filter(({ forecastEveryMs }) => forecastEveryMs !== null)}
                  keyOf={({ name }) => name}
                  empty="No pack has signals that are forecast."
                  columns={[
                    { title: 'Pack', cell: ({ name, title }) => <span id={`${id}${name}`}>{title}</span> },
                    {
                      title: 'Is forecast',
                      cell: ({ forecastEveryMs }) => everyText((forecastEveryMs ?? 0) / MS_PER_MINUTE),
                    },
                    {
                      title: 'Set to',
                      cell: (pack) =>
                        mayEdit ? (
                          <Combobox
                            aria-labelledby={`${id}${pack.name}`}
                            width={28}
                            options={[
                              { label: AS_THE_PACK, value: 0 },
                              ...FORECAST_EVERY_MINUTES.map((minutes) => ({
                                label: everyText(minutes),
                                value: minutes as number,
                              })),
                            ]}
                            value={wanted[pack.name] ?? kept.everyMinutes[pack.name] ?? 0}
                            onChange={({ value }) => setWanted((before) => ({ ...before, [pack.name]: value }))}
                          />
                        ) : kept.everyMinutes[pack.name] === undefined ? (
                          AS_THE_PACK
                        ) : (
                          everyText(kept.everyMinutes[pack.name] ?? 0)
                        ),
                    },
                  ]}
                />
                {mayEdit && (
                  <div>
                    <Button
                      disabled={Object.keys(wanted).length === 0 || action.state.kind === 'busy'}
                      onClick={() => save(kept)}
                    >
                      Save schedules
                    </Button>
                  </div>
                )}
              </>
            )}
          </Shown>
        )}
      </Shown>
      <ActionNote action={action} />
      <SettingHistory
        name={NAME}
        revision={saved}
        say={(value) => schedulesText({ everyMinutes: {}, ...(value as Partial<ForecastSchedules>) })}
      />
    </Section>
  );
}
