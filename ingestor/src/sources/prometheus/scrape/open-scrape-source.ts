import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Source, SourceContext } from '../../source.js';
import { openMetricNaming } from '../metric-naming.js';
import type { ScrapeSourceConfig, ScrapeTarget } from './scrape-config.js';
import { askTarget, linesOfScrape } from './scrape-target.js';

/**
 * Scrapes targets on their schedule, each in a loop of its own at its own place within the interval. A scrape is one message; while the
 * spool takes nothing, nothing is scraped, as nothing would be while we are down: metrics are samples of a state, not a log.
 */
export function openScrapeSource(
  config: ScrapeSourceConfig,
  { status, keep, metrics, log, clock }: SourceContext,
): Promise<Source> {
  const nameOf = openMetricNaming(config);
  const closing = new AbortController();
  const everyMs = config.everySeconds * 1_000;
  const timeoutMs = Math.min(config.timeoutSeconds * 1_000, everyMs);
  const down = new Map<string, string>();
  const openedMs = clock();
  /** When each target was last scraped with success. */
  const scrapedMs = new Map<string, number>();

  async function scrape({ url, labels }: ScrapeTarget): Promise<void> {
    const startedAtMs = clock();
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]);
    const scraped = await askTarget({ ...config, url, bearerToken: config.bearerToken, signal });
    if (closing.signal.aborted) return;
    const own = { ...labels, job: config.job, instance: labels['instance'] ?? new URL(url).host };
    const { honorTimestamps } = config;
    const how = { labels: own, honorTimestamps, startedAtMs, durationMs: clock() - startedAtMs };
    const { body, refused, reason, ...found } = linesOfScrape(scraped, how, nameOf);
    if (reason === undefined) down.delete(url);
    else {
      if (down.get(url) !== reason) log.warn({ target: url, reason }, 'scrape failed');
      down.set(url, reason);
    }
    status.isConnected = down.size < config.targets.length;
    status.lastError = [...down].map(([target, why]) => `${target}: ${why}`).join('; ') || undefined;
    const place = { target: url };
    await keep([{ kind: 'lines', body, precision: 'ms', refused, place, receivedAtMs: startedAtMs }]);
    metrics.countNoValues(found);
    if (reason === undefined) scrapedMs.set(url, startedAtMs);
    status.behindSinceMs = Math.min(...config.targets.map((target) => scrapedMs.get(target.url) ?? openedMs));
  }

  async function follow(target: ScrapeTarget): Promise<void> {
    const offsetMs = offsetOf(`${config.name} ${target.url}`, everyMs);
    while (!closing.signal.aborted) {
      const waitMs = everyMs - ((((clock() - offsetMs) % everyMs) + everyMs) % everyMs);
      await pause(waitMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted) return;
      await scrape(target).catch((error: unknown) => log.error({ err: error, target: target.url }, 'scrape not kept'));
    }
  }

  const loops = config.targets.map(follow);
  return Promise.resolve({
    async close() {
      closing.abort();
      await Promise.all(loops);
    },
  });
}

/** Spreads targets over the interval, each always at the same place: as Prometheus does, so that they do not all answer at once. */
const offsetOf = (name: string, everyMs: number): number =>
  createHash('sha256').update(name).digest().readUInt32LE(0) % Math.max(1, Math.round(everyMs));
