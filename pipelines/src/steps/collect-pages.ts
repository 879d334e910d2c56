import { valueAtPath } from '@wellhead/contracts';
import { type Ask, type Downloaded, type PartFile, type PartVersion, readText } from '@wellhead/stores';

const LARGEST_PAGE_BYTES = 32 * 1024 * 1024;

/**
 * All pages of an answer, each as it came and a line break behind it, in a part. A cursor that comes twice ends it: it would go on for ever.
 */
export async function collectPages(
  url: string,
  { parameter, nextAt }: { readonly parameter: string; readonly nextAt: string },
  part: PartFile,
  ask: Ask,
): Promise<Exclude<Downloaded, { kind: 'unchanged' }>> {
  const version: PartVersion = { url, etag: null, lastModified: null, validator: null, bytes: null, isWhole: false };
  await part.begin(version);
  const seen = new Set<string>();
  let bytes = 0;
  for (let page = url; ;) {
    const asked = await ask(page);
    if (asked.kind === 'closing') return asked;
    if (asked.kind === 'failed')
      return { kind: asked.status === 404 || asked.status === 410 ? 'missing' : 'failed', reason: asked.reason };
    const read = await readText(asked.response, { maxBytes: LARGEST_PAGE_BYTES, timeoutSeconds: 30 });
    if (read.kind === 'failed') return { kind: 'failed', reason: `${page}: ${read.reason}` };
    const piece = Buffer.from(`${read.text}\n`);
    await part.append(one(piece));
    bytes += piece.length;
    const next = nextOf(read.text, nextAt);
    if (next.kind === 'no-json') return { kind: 'failed', reason: `${page}: its answer is no JSON, expected a page` };
    if (next.kind === 'last') {
      const whole = { ...version, bytes, isWhole: true };
      await part.finish(whole);
      return { kind: 'whole', version: whole };
    }
    if (seen.has(next.cursor))
      return { kind: 'failed', reason: `${page}: the cursor ${next.cursor} came twice, its pages have no end` };
    seen.add(next.cursor);
    const address = new URL(url);
    address.searchParams.set(parameter, next.cursor);
    page = address.href;
  }
}

type Next =
  { readonly kind: 'last' } | { readonly kind: 'no-json' } | { readonly kind: 'cursor'; readonly cursor: string };

function nextOf(text: string, nextAt: string): Next {
  let page: unknown;
  try {
    page = JSON.parse(text);
  } catch {
    return { kind: 'no-json' };
  }
  const cursor = valueAtPath(page, nextAt);
  if (typeof cursor === 'number') return { kind: 'cursor', cursor: String(cursor) };
  return typeof cursor === 'string' && cursor !== '' ? { kind: 'cursor', cursor } : { kind: 'last' };
}

async function* one(piece: Uint8Array): AsyncGenerator<Uint8Array> {
  yield piece;
}
