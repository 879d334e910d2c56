import { useEffect, useState } from 'react';

/** Where the page is, kept in the hash: `#/d/<uid>?from=…&to=…&var-region=…`, `#/app/<page>`, `#/query`, `#/`. */
export interface Address {
  readonly page: 'dashboards' | 'dashboard' | 'app' | 'query';
  /** Of the dashboard; of the app the path below it. */
  readonly uid: string;
  readonly params: URLSearchParams;
}

export function addressOf(hash: string): Address {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [first = '', uid = ''] = path.split('/');
  const params = new URLSearchParams(search);
  if (first === 'd' && uid !== '') return { page: 'dashboard', uid: decodeURIComponent(uid), params };
  if (first === 'app') return { page: 'app', uid: path.slice('app/'.length), params };
  if (first === 'query') return { page: 'query', uid: '', params };
  return { page: 'dashboards', uid: '', params };
}

/** Links of Grafana (`/d/uid/slug?…`, `/a/wellhead-app`) → places in the preview; others stay. Pure. */
export function previewHref(url: string): string {
  const dashboard = /^(?:https?:\/\/[^/]+)?\/d\/([^/?#]+)(?:\/[^?#]*)?(\?[^#]*)?$/.exec(url);
  if (dashboard) return `#/d/${dashboard[1]}${dashboard[2] ?? ''}`;
  const app = /^\/a\/wellhead-app(\/.*)?$/.exec(url);
  if (app) return `#/app${app[1] ?? ''}`;
  return url;
}

export function useAddress(): Address {
  const [address, setAddress] = useState(() => addressOf(window.location.hash));
  useEffect(() => {
    const follow = (): void => setAddress(addressOf(window.location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return address;
}

/** Changes parameters of the address; null removes one, a list repeats it. */
export function setParams(changes: Readonly<Record<string, string | readonly string[] | null>>): void {
  const { params } = addressOf(window.location.hash);
  for (const [name, value] of Object.entries(changes)) {
    params.delete(name);
    for (const each of value === null ? [] : typeof value === 'string' ? [value] : value) params.append(name, each);
  }
  const [path = ''] = window.location.hash.replace(/^#/, '').split('?');
  window.location.hash = `${path}?${params.toString()}`;
}
