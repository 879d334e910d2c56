import type pg from 'pg';
import { storable, storableJson } from './text.js';

/** An alert notification that Grafana delivered to our webhook. */
export interface Notification {
  readonly id: number;
  readonly receivedAtMs: number;
  /** firing or resolved. */
  readonly status: string;
  readonly title: string;
  readonly message: string;
  /** What Grafana sent. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Keeps a notification; returns its id. */
export async function saveNotification(
  pool: pg.Pool,
  notification: Omit<Notification, 'id' | 'receivedAtMs'>,
): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    'insert into ops.notifications (status, title, message, body) values ($1, $2, $3, $4) returning id',
    [
      storable(notification.status),
      storable(notification.title),
      storable(notification.message),
      storableJson(notification.body),
    ],
  );
  return Number(rows[0]?.id);
}

/** The newest first. */
export async function listNotifications(pool: pg.Pool, limit = 100): Promise<readonly Notification[]> {
  const { rows } = await pool.query<Omit<Notification, 'id' | 'receivedAtMs'> & { id: string; received_at: Date }>(
    'select * from ops.notifications order by id desc limit $1',
    [limit],
  );
  return rows.map(({ id, received_at, status, title, message, body }) => ({
    id: Number(id),
    receivedAtMs: received_at.getTime(),
    status,
    title,
    message,
    body,
  }));
}
