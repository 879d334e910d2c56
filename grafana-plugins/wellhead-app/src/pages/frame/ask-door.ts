import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { QueryValue } from './ask.js';

/**
 * Ways through Grafana's proxy to the services themselves (`routes` in plugin.json, least role Editor but for documents, which a viewer may read):
 * bodies are streamed there, while a call of the data source backend holds its body in memory. intake, documents: the ingestor; backend: the API.
 */
export type Door = 'intake' | 'backend' | 'documents';

export interface DoorRequest {
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** Sent as it is; a file is read from the disk while it is sent. */
  readonly body?: Blob;
  /** Media type of the body, where its own is not what is to be said: a blob keeps it in small letters. */
  readonly type?: string | undefined;
  readonly answer?: 'json' | 'text' | 'blob';
}

/** Asks a service below `/api/v1`; rejects with what it said. */
export async function askDoor<T>(
  door: Door,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  { query = {}, body, type = body?.type, answer = 'json' }: DoorRequest = {},
): Promise<T> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  const reply = await lastValueFrom(
    getBackendSrv().fetch<T>({
      url: `/api/plugin-proxy/wellhead-app/${door}/${path}${text === '' ? '' : `?${text}`}`,
      method,
      responseType: answer,
      ...(body === undefined ? {} : { data: body, headers: { 'Content-Type': type || 'application/octet-stream' } }),
      showErrorAlert: false,
      showSuccessAlert: false,
    }),
  );
  return reply.data;
}
