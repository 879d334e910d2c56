import { DashboardCursorSync, DataHoverClearEvent, DataHoverEvent, type EventBus } from '@grafana/data';
import { usePanelContext } from '@grafana/ui';
import { useEffect, useMemo, useRef } from 'react';

/**
 * The cursor that the panels of a dashboard share (dashboard setting “Graph tooltip”).
 *
 * @param onElsewhere hears the time under the cursor of another panel, ms, and undefined when it left; what a panel tells itself comes back to it and
 *   is left aside. Never heard where the dashboard does not share its cursor.
 * @returns tells the other panels the time under the own cursor; undefined: it left.
 */
export function useSyncedHover(
  eventBus: EventBus | undefined,
  onElsewhere: (timeMs: number | undefined) => void,
): (timeMs: number | undefined) => void {
  const { sync } = usePanelContext();
  const shared = (sync?.() ?? DashboardCursorSync.Off) !== DashboardCursorSync.Off;
  const told = useRef<number>(undefined);
  const hear = useRef(onElsewhere);
  useEffect(() => {
    hear.current = onElsewhere;
  });

  useEffect(() => {
    if (!shared || !eventBus) return undefined;
    const hovered = eventBus.getStream(DataHoverEvent).subscribe(({ payload }) => {
      const { time } = payload.point;
      if (typeof time === 'number' && time !== told.current) hear.current(time);
    });
    const left = eventBus.getStream(DataHoverClearEvent).subscribe(() => hear.current(undefined));
    return () => {
      hovered.unsubscribe();
      left.unsubscribe();
    };
  }, [shared, eventBus]);

  return useMemo(
    () =>
      (timeMs: number | undefined): void => {
        if (!shared || !eventBus || told.current === timeMs) return;
        told.current = timeMs;
        hear.current(undefined);
        eventBus.publish(
          timeMs === undefined ? new DataHoverClearEvent() : new DataHoverEvent({ point: { time: timeMs } }),
        );
      },
    [shared, eventBus],
  );
}
