import type { TelemetryStore } from '@wellhead/stores';

/** Values of a measurement by `asset field`, in the order of their times: what tests compare. */
export async function readSignals(
  store: TelemetryStore,
  measurement: string,
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const everything = { fromNs: -(2n ** 62n), toNs: 2n ** 62n, shape: { kind: 'raw' } } as const;
  const series = await store.read({ selector: { measurement }, ...everything });
  return Object.fromEntries(
    series.map(({ series: { tags, field }, values }) => [`${tags['asset'] ?? ''} ${field}`.trim(), [...values]]),
  );
}
