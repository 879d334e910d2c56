import { valueAtPath } from '@wellhead/contracts';
import { type Ask, openAsk, readText } from '@wellhead/stores';
import { readPayload, withOrigin } from '../payload/read-payload.js';
import { runOnSchedule } from '../schedule/run-on-schedule.js';
import type { Source, SourceContext } from '../source.js';
import { type Page, readPage, withQuery } from './page.js';
import { PULL_STREAM, positionOf, type PullProgress, readProgress } from './progress.js';
import type { PullSourceConfig } from './pull-config.js';
import { askedFrom, furthest } from './watermark.js';

/**
 * Pulls a paged API on its schedule. A round goes from the watermark through all pages; each page is one message, and how far the source has come
 * lies in the same record: after a crash it goes on with the page behind the last durable one. The watermark moves when a round is over, so
 * that pages may come in any order.
 */
export function openPullSource(config: PullSourceConfig, context: SourceContext): Promise<Source> {
  const closing = new AbortController();
  const { clock, log } = context;
  const ask = openAsk(config, { closing: closing.signal, clock });
  let progress = readProgress(context.positions.get(PULL_STREAM));

  const round = async (): Promise<void> => {
    const startedMs = clock();
    const outcome = await pullRound(config, context, ask, progress, (reached) => (progress = reached));
    if (outcome === 'closing') return;
    context.status.isConnected = outcome === 'done';
    context.status.lastError = outcome === 'done' ? undefined : outcome.reason;
    if (outcome === 'done') context.status.behindSinceMs = startedMs;
    else log.warn({ source: config.name, reason: outcome.reason }, 'pull failed');
  };
  const running = runOnSchedule(config.schedule, round, {
    closing: closing.signal,
    clock,
    onFailure: (error) => log.error({ err: error, source: config.name }, 'pull not done'),
  });
  return Promise.resolve({
    async close() {
      closing.abort();
      await running;
    },
  });
}

/** From where the last round stopped, or from the watermark, to the last page. */
async function pullRound(
  config: PullSourceConfig,
  { keep }: SourceContext,
  ask: Ask,
  start: PullProgress,
  reach: (progress: PullProgress) => void,
): Promise<'done' | 'closing' | { readonly reason: string }> {
  const { watermark } = config;
  let progress = start;
  let url: string | undefined = progress.round?.next ?? firstPage(config, progress);
  while (url !== undefined) {
    const asked = await ask(url);
    if (asked.kind === 'closing') return 'closing';
    if (asked.kind === 'failed') {
      const isResumed = url === start.round?.next;
      if (!asked.isFinal || !isResumed) return { reason: asked.reason };
      // A cursor that the server has forgotten meanwhile: the round begins anew at the watermark, which repeats but loses nothing.
      const { round: _, ...rest } = progress;
      progress = rest;
      url = firstPage(config, progress);
      continue;
    }
    const { response } = asked;
    const read = await readText(response, config);
    const page: Page | string =
      read.kind === 'text' ? readPage(read.text, url, response.headers.get('link'), config) : read.reason;
    if (typeof page === 'string') return { reason: `${url}: ${page}` };
    const before: PullProgress['watermark'] = progress.round?.reached ?? progress.watermark;
    const reached = watermark ? furthest(page.items, watermark, before) : undefined;
    progress = {
      pages: progress.pages + 1,
      ...(page.next === undefined
        ? reached && { watermark: reached }
        : {
            ...(progress.watermark && { watermark: progress.watermark }),
            round: { next: page.next, ...(reached && { reached }) },
          }),
    };
    const payload = readPayload(
      Buffer.from(JSON.stringify(page.items.map((item) => pick(item, config)))),
      config.payload,
    );
    if ((await keep([withOrigin(payload, { place: { url }, position: positionOf(progress) })])) === 'closed')
      return 'closing';
    reach(progress);
    if (page.next === url) return { reason: `${url}: the next page is the same page` };
    url = page.next;
  }
  return 'done';
}

function firstPage({ url, query, next, watermark }: PullSourceConfig, progress: PullProgress): string {
  return withQuery(url, {
    ...query,
    ...(next.by === 'page' ? { [next.parameter]: String(next.first) } : {}),
    ...(watermark ? { [watermark.parameter]: askedFrom(progress.watermark, watermark) } : {}),
  });
}

/** An item as the payload is to see it: flat members by name, where columns are configured. Absent ones are left out. */
function pick(item: unknown, { columns }: PullSourceConfig): unknown {
  if (!columns) return item;
  const members = Object.entries(columns).map(([name, path]) => [name, valueAtPath(item, path)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}
