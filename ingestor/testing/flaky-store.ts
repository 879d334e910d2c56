import { openMemoryStore, type TelemetryStore } from '@wellhead/stores';

export interface FlakyStore extends TelemetryStore {
  isDown: boolean;
  refuses: (field: string) => boolean;
}

/** Telemetry that can be taken away and brought back, and that may refuse rows. */
export function openFlakyStore(): FlakyStore {
  const inner = openMemoryStore();
  const flaky = {
    ...inner,
    isDown: false,
    refuses: (_field: string) => false,
    async write(...[batch, checkpoint]: Parameters<TelemetryStore['write']>) {
      if (flaky.isDown) throw new Error('the store is down');
      const refused = Array.from(batch.seriesIndex, (place, row) => ({ row, field: batch.series[place]?.field ?? '' }))
        .filter(({ field }) => flaky.refuses(field))
        .map(({ row }) => ({ row, reason: 'not here' }));
      await inner.write(batch, checkpoint);
      return refused.length > 0 ? ({ kind: 'partly-stored', refused } as const) : ({ kind: 'stored' } as const);
    },
    async ping() {
      if (flaky.isDown) throw new Error('the store is down');
    },
  };
  return flaky;
}
