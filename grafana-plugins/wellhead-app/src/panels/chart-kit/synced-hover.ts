import { DashboardCursorSync, DataHoverClearEvent, DataHoverEvent, type EventBus } from '@grafana/data';
import { usePanelContext } from '@grafana/ui';
import { useEffect, useMemo, useRef, useState } from 'react';

export interface SyncedHover {
  /** The time under the cursor of another panel, ms; undefined: none, or the dashboard does not share its cursor. */
  readonly elsewhereMs: number | undefined;
  /** Tells the other panels the time under the own cursor; undefined: it left. */
  readonly tell: (timeMs: number | undefined) => void;
}

/** The cursor that the panels of a dashboard share (dashboard setting “Graph tooltip”). What a panel tells comes back to it and is left aside. */
export function useSyncedHover(eventBus: EventBus | undefined): SyncedHover {
  const { sync } = usePanelContext();
  const shared = (sync?.() ?? DashboardCursorSync.Off) !== DashboardCursorSync.Off;
  const [elsewhereMs, setElsewhereMs] = useState<number>();
  const told = useRef<number>(undefined);

  useEffect(() => {
    if (!shared || !eventBus) return undefined;
    const hovered = eventBus.getStream(DataHoverEvent).subscribe(({ payload }) => {
      const { time } = payload.point;
      if (typeof time === 'number' && time !== told.current) setElsewhereMs(time);
    });
    const left = eventBus.getStream(DataHoverClearEvent).subscribe(() => setElsewhereMs(undefined));
    return () => {
      hovered.unsubscribe();
      left.unsubscribe();
    };
  }, [shared, eventBus]);

  const tell = useMemo(
    () =>
      (timeMs: number | undefined): void => {
        if (!shared || !eventBus || told.current === timeMs) return;
        told.current = timeMs;
        setElsewhereMs(undefined);
        eventBus.publish(
          timeMs === undefined ? new DataHoverClearEvent() : new DataHoverEvent({ point: { time: timeMs } }),
        );
      },
    [shared, eventBus],
  );
  return { elsewhereMs, tell };
}
