import { DuckDBInstance } from '@duckdb/node-api';
import type { Pack } from '@wellhead/contracts';
import type pg from 'pg';

export const DAYS = 30;
/** Any day, so that runs are alike. */
export const END_MS = Date.UTC(2026, 2, 1);
const DAY_NS = 86_400_000_000_000n;
const STEP_NS = 10_000_000_000n;
const WELLS_A_PAD = 20;

/** Twelve signals of a pump: name and about what it reads. */
export const SIGNALS = [
  ['tms.intake_pressure', 60],
  ['tms.discharge_pressure', 180],
  ['tms.intake_temperature', 70],
  ['tms.motor_temperature', 95],
  ['tms.vibration_x', 2],
  ['tms.vibration_y', 2],
  ['tms.current', 30],
  ['tms.voltage', 1_000],
  ['tms.frequency', 50],
  ['tms.insulation_resistance', 900],
  ['esp.power', 60],
  ['esp.vibration', 2],
] as const;

/** The pack oil-wells with a field of so many wells that all have these signals, as its first electric pump has them. */
export function grown(pack: Pack, wells: number): Pack {
  const { manifest } = pack;
  const kept = manifest.assets.filter(({ kind }) => kind === 'field');
  const pads = Array.from({ length: Math.ceil(wells / WELLS_A_PAD) }, (_, at) => at);
  const ids = Array.from({ length: wells }, (_, at) => at);
  const model = SIGNALS.map(([name]) =>
    manifest.signals.find((signal) => `${signal.measurement}.${signal.field}` === name),
  );
  const found = model.filter((signal) => signal !== undefined);
  const limits = manifest.limits.filter(
    (limit) =>
      limit.asset === 'esp-301' &&
      found.some(({ measurement, field }) => limit.measurement === measurement && limit.field === field),
  );
  return {
    ...pack,
    manifest: {
      ...manifest,
      assets: [
        ...kept,
        ...pads.map((at) => ({ id: `pad-${at}`, parent: kept[0]?.id ?? null, kind: 'pad', title: `Pad ${at}` })),
        ...ids.map((at) => ({
          id: `esp-${at}`,
          parent: `pad-${Math.floor(at / WELLS_A_PAD)}`,
          kind: 'well',
          title: `Well ${at}`,
        })),
      ],
      signals: ids.flatMap((at) => found.map((signal) => ({ ...signal, asset: `esp-${at}`, intervalMs: 10_000 }))),
      limits: ids.flatMap((at) => limits.map((limit) => ({ ...limit, asset: `esp-${at}` }))),
      tags: [],
      softSensors: [],
      failures: [],
      flows: [],
      reports: [],
    },
  };
}

/** Fills the tables of a telemetry file as compaction lays them out: by day, series and time; values with two decimals, as sensors send them. */
export async function fillReadings(file: string, wells: number, tell: (day: number) => void): Promise<void> {
  const instance = await DuckDBInstance.create(file, { threads: '2', memory_limit: '1GB' });
  const connection = await instance.connect();
  const levels = SIGNALS.map(([, level]) => level).join(', ');
  const startNs = BigInt(END_MS) * 1_000_000n - BigInt(DAYS) * DAY_NS;
  const names = SIGNALS.map(([name], at) => {
    const [measurement, field] = name.split('.');
    return `(${at}, '${measurement}', '${field}')`;
  });
  try {
    await connection.run(`
      insert into series
      select well * ${SIGNALS.length} + s.place, s.measurement, '{"asset":"esp-' || well || '"}', s.field, 'float'
      from range(${wells}) w(well), (values ${names.join(', ')}) s(place, measurement, field)`);
    for (let day = 0; day < DAYS; day += 1) {
      tell(day + 1);
      const dayNs = startNs + BigInt(day) * DAY_NS;
      await connection.run(`
        insert into sorted_float
        select id::uinteger, '${dayNs}'::bigint + step * ${STEP_NS},
          round(([${levels}])[1 + id % ${SIGNALS.length}] * (1 + 0.05 * sin(2 * pi() * step / 8640) + 0.01 * random()), 2)
        from (select id, unnest(range(8640)) as step from range(${wells * SIGNALS.length}) r(id))`);
    }
    await connection.run(`
      insert into newest_float
      select series_id, max(time_ns), arg_max(value, time_ns) from sorted_float where time_ns >= '${startNs + BigInt(DAYS) * DAY_NS - STEP_NS}'::bigint group by series_id`);
    await connection.run('checkpoint');
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Daily figures of all wells, for the panels that read marts. */
export async function fillWarehouse(pool: pg.Pool): Promise<void> {
  const months = [0, 20, 40, 2 * DAYS].map((daysBack) => new Date(END_MS - daysBack * 86_400_000).toISOString());
  await pool.query(`select ops.make_month_partition('dds.well_days', month) from unnest($1::timestamptz[]) as month`, [
    months,
  ]);
  await pool.query(
    `insert into dds.well_days (asset, measurement, field, day, mean, low, high, readings)
     select a.id, 'agzu', f.field, d.day::date, f.level * (0.9 + 0.2 * random()), f.level * 0.8, f.level * 1.2, 24
     from ops.assets a cross join (values ('liquid', 100), ('oil', 30), ('gas', 2000), ('water_cut', 0.6)) f (field, level)
     cross join generate_series($1::date - $2::int, $1::date, interval '1 day') d (day)
     where a.kind = 'well'`,
    [new Date(END_MS).toISOString().slice(0, 10), DAYS * 2],
  );
  await pool.query('analyze dds.well_days');
}
