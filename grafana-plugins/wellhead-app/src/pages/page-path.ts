/** Where in the app somebody is: the page and what of it, from the path of the browser. */
export interface PagePath {
  /** Name of the page; empty: the first one. */
  readonly page: string;
  /** What of it: an asset, a run. */
  readonly rest: readonly string[];
}

const ROOT = '/a/wellhead-app';

/** `/a/wellhead-app/assets/well-101` → assets, [well-101]. A path before it (Grafana below another address) does not matter. */
export function pagePathOf(path: string): PagePath {
  const at = path.indexOf(ROOT);
  const [page = '', ...rest] = path
    .slice(at === -1 ? path.length : at + ROOT.length)
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  return { page, rest };
}

/** The address of a page of the app. */
export const pageHref = (page: string, ...rest: readonly string[]): string =>
  [ROOT, page, ...rest.map((part) => encodeURIComponent(part))].join('/');

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A lone % that somebody typed: taken as it is.
  }
}
