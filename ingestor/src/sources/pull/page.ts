import { valueAtPath } from '@wellhead/contracts';
import type { PullSourceConfig } from './pull-config.js';

export interface Page {
  readonly items: readonly unknown[];
  /** Address of the page behind it; undefined at the end. */
  readonly next: string | undefined;
}

/** Reads one answer; what is wrong with it is returned as text. `url` is where it was had. */
export function readPage(
  text: string,
  url: string,
  linkHeader: string | null,
  { items: path, next }: Pick<PullSourceConfig, 'items' | 'next'>,
): Page | string {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (error) {
    return `the answer is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const items = valueAtPath(answer, path);
  if (!Array.isArray(items))
    return `there is no list at “${path || 'the top'}”: found ${items === undefined ? 'nothing' : typeof items}`;
  switch (next.by) {
    case 'none':
      return { items, next: undefined };
    case 'link': {
      const link = next.at === undefined ? linkOf(linkHeader) : valueAtPath(answer, next.at);
      return { items, next: typeof link === 'string' && link !== '' ? new URL(link, url).href : undefined };
    }
    case 'cursor': {
      const cursor = valueAtPath(answer, next.at);
      const isThere = (typeof cursor === 'string' && cursor !== '') || typeof cursor === 'number';
      return { items, next: isThere ? withQuery(url, { [next.parameter]: String(cursor) }) : undefined };
    }
    case 'page': {
      const number = Number(new URL(url).searchParams.get(next.parameter) ?? next.first);
      return { items, next: items.length === 0 ? undefined : withQuery(url, { [next.parameter]: String(number + 1) }) };
    }
    default:
      return next satisfies never;
  }
}

export function withQuery(url: string, query: Readonly<Record<string, string>>): string {
  const address = new URL(url);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  return address.href;
}

/** The address with rel="next" of a `Link` header (RFC 8288). */
const linkOf = (header: string | null): string | undefined =>
  /<([^>]*)>\s*(?:;[^,]*)?;\s*rel="?next"?/i.exec(header ?? '')?.[1];
