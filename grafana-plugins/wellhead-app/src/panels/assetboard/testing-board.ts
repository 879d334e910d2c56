import type { LimitFrameMeta } from '@wellhead/contracts';

/** Frames for tests of the asset board. */
export const NOW = Date.UTC(2026, 5, 1);
export const HOUR = 3_600_000;
const LIMITS: readonly LimitFrameMeta[] = [
  { kind: 'high', value: 100 },
  { kind: 'low', value: 10 },
];

/** Hourly readings of one signal, the newest an hour old unless `silentHours` says otherwise. */
export const readingsOf = (
  asset: string,
  values: readonly (number | null)[],
  { signal = 'esp.motor_temperature', silentHours = 1, limits = LIMITS } = {},
) => ({
  name: `${asset} ${signal}`,
  meta: { custom: { limits } },
  fields: [
    {
      name: 'time',
      type: 'time',
      values: values.map((_, at) => NOW - (silentHours + values.length - 1 - at) * HOUR),
    },
    {
      name: 'value',
      type: 'number',
      labels: { asset, signal },
      config: { unit: 'celsius', interval: HOUR },
      values,
    },
  ],
});

export const breachTable = (
  rows: readonly { asset: string; hours: number | null; signal?: string; calibrated?: boolean }[],
) => ({
  name: 'breaches',
  fields: [
    { name: 'asset', type: 'string', values: rows.map(({ asset }) => asset) },
    { name: 'signal', type: 'string', values: rows.map(({ signal }) => signal ?? 'esp.motor_temperature') },
    { name: 'limit', type: 'string', values: rows.map(() => 'high') },
    { name: 'probability', type: 'number', values: rows.map(() => 0.8) },
    { name: 'p50', type: 'time', values: rows.map(({ hours }) => (hours === null ? null : NOW + hours * HOUR)) },
    { name: 'calibrated', type: 'boolean', values: rows.map(({ calibrated = true }) => calibrated) },
  ],
});

export const groupTable = (groups: Readonly<Record<string, string>>) => ({
  name: 'groups',
  fields: [
    { name: 'asset', type: 'string', values: Object.keys(groups) },
    { name: 'group', type: 'string', values: Object.values(groups) },
  ],
});

/** As the query `ops` / `groups` answers: numbers, and how well each asset fits. */
export const clusterTable = (rows: readonly { asset: string; group: number; silhouette: number }[]) => ({
  name: 'ops groups',
  fields: [
    { name: 'asset', type: 'string', values: rows.map(({ asset }) => asset) },
    { name: 'group', type: 'number', values: rows.map(({ group }) => group) },
    { name: 'silhouette', type: 'number', values: rows.map(({ silhouette }) => silhouette) },
  ],
});

/** So many wells, every tenth hot, every seventh about to be. */
export function manyWells(count: number) {
  const wells = Array.from({ length: count }, (_, at) => `well-${at + 1}`);
  return [
    ...wells.map((asset, at) =>
      readingsOf(
        asset,
        Array.from({ length: 48 }, (_, hour) => 60 + 20 * Math.sin(hour / 4 + at) + (at % 10 === 9 ? 45 : 0)),
      ),
    ),
    breachTable(wells.filter((_, at) => at % 7 === 6).map((asset, at) => ({ asset, hours: at + 1 }))),
    groupTable(Object.fromEntries(wells.map((asset, at) => [asset, `Group ${(at % 3) + 1}`]))),
  ];
}
