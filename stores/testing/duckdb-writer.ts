import { batchOf, seriesOf } from '@wellhead/contracts';
import { CRASH_POINTS, type StoreFaults } from '../src/telemetry/duckdb/crash-points.js';
import { openDuckDbStore } from '../src/telemetry/duckdb/duckdb-store.js';

/**
 * A process that writes to a telemetry file until a named point ends it, for the crash tests; `open` only tries the file and tells what it was told.
 * Batch n has ten readings n × 10 …, one late reading that overwrites its last, and the checkpoint n.
 */
const [task, file = '', pointName, hit, order] = process.argv.slice(2);

if (task === 'open') {
  const told = await openDuckDbStore({ file }).then(
    () => 'opened',
    (cause: Error) => cause.message,
  );
  process.send?.(told, () => process.exit());
} else {
  const point = CRASH_POINTS.find((one) => one === pointName);
  if (!point) throw new Error(`unknown crash point ${pointName}: one of ${CRASH_POINTS.join(', ')}`);
  const faults: StoreFaults = {
    killAt: { point, hit: Number(hit) },
    checkpointBeforeRows: order === 'checkpoint-first',
  };
  const store = await openDuckDbStore({
    file,
    faults,
    compactAtRows: point === 'mid-flush' || point === 'after-commit' ? 1e12 : 1,
  });
  const series = seriesOf('crash', { asset: 'a' }, 'value', 'float');
  const late = seriesOf('crash', { asset: 'late' }, 'value', 'float');
  for (let sequence = ((await store.checkpoint('spool')) ?? 0) + 1; ; sequence += 1) {
    const first = BigInt(sequence - 1) * 10n;
    const readings = Array.from({ length: 10 }, (_, row) => ({ series, timeNs: first + BigInt(row), value: sequence }));
    await store.write(batchOf([...readings, { series: late, timeNs: 5n, value: sequence }]), {
      sink: 'spool',
      sequence,
    });
  }
}
