import type { Pack } from '@wellhead/contracts';
import { packSchema } from '@wellhead/contracts';

/** A small pack for tests: one well with two signals and limits, lab results as records, a mart by day. */
export const examplePack: Pack = {
  manifest: packSchema.parse({
    name: 'example',
    title: 'Example field',
    describes: 'A pack for tests',
    dataLabel: 'simulated',
    forecastScheduleMs: 3_600_000,
    assets: [
      { id: 'well-101', parent: 'pad-1', kind: 'well', title: 'Well 101' },
      { id: 'pad-1', kind: 'pad', title: 'Pad 1' },
    ],
    signals: [
      {
        asset: 'well-101',
        measurement: 'esp',
        field: 'temperature',
        title: 'Motor temperature',
        unit: 'celsius',
        intervalMs: 60_000,
        horizonSteps: 24,
      },
      {
        asset: 'well-101',
        measurement: 'esp',
        field: 'pressure',
        title: 'Intake pressure',
        unit: 'pressurebar',
        intervalMs: 60_000,
      },
    ],
    limits: [
      { asset: 'well-101', measurement: 'esp', field: 'temperature', kind: 'high', value: 130, source: 'nameplate' },
      { asset: 'well-101', measurement: 'esp', field: 'pressure', kind: 'low', value: 40, source: 'nameplate' },
    ],
    recordTypes: [
      {
        type: 'lab_results',
        table: 'stg.lab_results',
        key: ['sample_id', 'taken_on'],
        schema: {
          type: 'object',
          properties: {
            sample_id: { type: 'integer', description: 'Number of the sample' },
            taken_on: { type: 'string', format: 'date' },
            property: { type: ['string', 'null'] },
            value: { type: 'number' },
            curve: { type: 'array', items: { type: 'number' } },
          },
          required: ['sample_id', 'taken_on'],
        },
      },
    ],
    marts: [{ table: 'mart.lab_daily', title: 'Laboratory by day', timeColumn: 'day' }],
  }),
  sql: {},
  migrations: [
    {
      name: 'example/0001-lab',
      up: `create table stg.lab_results (
             sample_id bigint, taken_on date, property text, value numeric check (value >= 0), curve float8[],
             received_at timestamptz not null, source text not null, batch_id text not null, primary key (sample_id, taken_on));
           create materialized view mart.lab_daily as
             select taken_on as day, property, count(*) as samples, avg(value)::float8 as value, max(received_at) as received_at
             from stg.lab_results group by 1, 2;
           comment on column mart.lab_daily.value is 'Mean value.';`,
      down: 'drop materialized view mart.lab_daily; drop table stg.lab_results;',
    },
  ],
};
