import type { SimulatedOrder } from './simulate-day.js';

/** An event as the topics carry it. */
export interface SimulatedEvent {
  readonly event_id: string;
  readonly event_type: string;
  readonly event_data: Readonly<Record<string, string | number>>;
  readonly event_timestamp: string;
}
/** What starts a step goes to the topic of triggers, what a step came to goes to that of results. */
export type Topic = 'triggers' | 'results';

/** The events of an order with their time, in ms, and their topic, in the order of time. */
export function eventsOf(
  order: SimulatedOrder,
): readonly { readonly topic: Topic; readonly atMs: number; readonly event: SimulatedEvent }[] {
  const steps: readonly (readonly [string, Topic, number | undefined, Readonly<Record<string, string | number>>])[] = [
    ['registered', 'triggers', order.registeredMs, { order_type: order.type }],
    ['estimated', 'results', order.estimatedMs, { cost: order.cost }],
    ['assigned', 'triggers', order.assignedMs, { performer_id: order.performer }],
    ['released', 'results', order.releasedMs, { performer_id: order.performer }],
  ];
  return steps.flatMap(([event_type, topic, atMs, more]) =>
    atMs === undefined
      ? []
      : [
          {
            topic,
            atMs,
            event: {
              event_id: `${order.id}-${event_type}`,
              event_type,
              event_data: { pipeline_id: order.id, ...more },
              event_timestamp: new Date(atMs).toISOString(),
            },
          },
        ],
  );
}
