import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

/** The API of Wellhead, asked through Grafana: whoever is signed in there is who asks. */

const DATA_SOURCE_TYPE = 'wellhead-datasource';

export type QueryValue = string | number | boolean | undefined;

export interface Asking {
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
}

/** Where an address of the API lies in Grafana. Rejects where there is no data source to ask through. */
function addressOf(path: string, query: Asking['query'] = {}): string {
  const settings = getDataSourceSrv().getList({ type: DATA_SOURCE_TYPE })[0];
  if (!settings)
    throw new Error('Grafana has no Wellhead data source yet: add one under Connections → Data sources → Wellhead.');
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return `/api/datasources/uid/${settings.uid}/resources/${path}${text === '' ? '' : `?${text}`}`;
}

/**
 * Asks the API. `T` is the answer as contracts describe it: the API checks what it sends, so it is not checked again here. Rejects with
 * what the API said (`messageOf`).
 */
export async function ask<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, asking: Asking = {}): Promise<T> {
  const answer = await lastValueFrom(
    getBackendSrv().fetch<T>({
      url: addressOf(path, asking.query),
      method,
      ...(asking.body === undefined ? {} : { data: asking.body }),
      showErrorAlert: false,
      showSuccessAlert: false,
    }),
  );
  return answer.data;
}
