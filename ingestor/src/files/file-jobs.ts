import { access } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { FileJob } from '@wellhead/stores';
import type { Adoption } from '../feed/adoption.js';
import { openBell } from '../bell.js';
import { drainedOrClosing, takeFile, type TakeFileParts } from './take-file.js';

export interface FileJobs {
  /** There is a file to take in. */
  wake(): void;
  /** Resolves when the file is done or failed, or after `timeoutMs`. */
  settled(id: string, timeoutMs: number): Promise<void>;
  /** Why a file that is being taken in waits; undefined while it gets on. */
  hindranceOf(id: string): string | undefined;
  close(): Promise<void>;
}

/** So many files are taken in at once: a small one need not wait for a big one. */
const AT_ONCE = 2;
/** How often files that could not be begun are looked at again, in ms: that of another ingestor, or of a Postgres that was away. */
const LOOK_MS = 10_000;
/** Tries of a file that broken infrastructure keeps from being read, and the pause between them, in ms. */
const TRIES = 5;
const PAUSE_MS = 5_000;

/**
 * Takes files in, the oldest first: those that are sent, those that a crash left, and those of an ingestor that is gone. A file is begun again only when
 * everything that its ingestor had acknowledged is in the stores: then its position is exact.
 */
export function startFileJobs(
  parts: TakeFileParts & { readonly ingestor: string; readonly root: string; readonly adoption: Adoption },
): FileJobs {
  const { files, ingestor, adoption, feed, log } = parts;
  const closing = new AbortController();
  const bell = openBell();
  const running = new Map<string, Promise<void>>();
  const putOff = new Set<string>();
  const hindrances = new Map<string, string>();
  const listeners = new Map<string, Set<() => void>>();
  let isCaughtUp: Promise<void> | undefined;

  /** Whether the spool of the ingestor that had the file is delivered; false while another process holds it. */
  async function isDelivered(from: string): Promise<boolean> {
    await adoption.ready;
    if (from === ingestor) {
      await (isCaughtUp ??= drainedOrClosing(feed, closing.signal));
      return true;
    }
    const adopted = adoption.feeds.get(from);
    if (adopted) await drainedOrClosing(adopted, closing.signal);
    else if (
      await access(path.join(parts.root, from)).then(
        () => true,
        () => false,
      )
    )
      return false;
    return true;
  }

  async function take(found: FileJob): Promise<void> {
    if (!(await isDelivered(found.ingestor))) putOff.add(found.id);
    if (putOff.has(found.id) || closing.signal.aborted) return;
    const file = await files.claim(found.id, found.ingestor, ingestor);
    if (!file) return;
    log.info({ file: file.id, name: file.name, bytes: file.bytes }, 'file begun');
    const outcome = await takeOrTry(file);
    if (outcome.kind === 'closed') return;
    await files.finish(
      file.id,
      outcome.kind === 'done' ? { state: 'done' } : { state: 'failed', error: outcome.error },
    );
    log.info({ file: file.id, outcome: outcome.kind }, 'file ended');
    for (const tell of listeners.get(file.id) ?? []) tell();
  }

  async function takeOrTry(file: FileJob): ReturnType<typeof takeFile> {
    for (let tries = 1; ; tries++) {
      try {
        return await takeFile(file, parts, (hindrance) => tellHindrance(file.id, hindrance), closing.signal);
      } catch (error) {
        if (closing.signal.aborted) return { kind: 'closed' };
        log.error({ err: error, file: file.id, tries }, 'file not taken in');
        tellHindrance(file.id, `it could not be read: ${error instanceof Error ? error.message : String(error)}`);
        if (tries === TRIES) {
          const reason = error instanceof Error ? error.message : String(error);
          return {
            kind: 'failed',
            error: `it could not be read to its end: ${reason}. What came before is kept; send it again.`,
          };
        }
        await pause(PAUSE_MS, undefined, { signal: closing.signal }).catch(() => undefined);
        // What was acknowledged of it must be in Postgres before its position is read again.
        await drainedOrClosing(feed, closing.signal);
      }
    }
  }

  function tellHindrance(id: string, hindrance: string | undefined): void {
    if (hindrance === undefined) hindrances.delete(id);
    else hindrances.set(id, hindrance);
  }

  function start(file: FileJob): void {
    const work = take(file)
      .catch((error: unknown) => {
        putOff.add(file.id);
        log.warn({ err: error, file: file.id }, 'file put off');
      })
      .finally(() => {
        running.delete(file.id);
        hindrances.delete(file.id);
        bell.ring();
      });
    running.set(file.id, work);
  }

  async function loop(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const unfinished = running.size >= AT_ONCE ? [] : await files.unfinished();
        for (const file of unfinished.filter(({ id }) => !running.has(id) && !putOff.has(id)))
          if (running.size < AT_ONCE) start(file);
      } catch (error) {
        log.warn({ err: error }, 'files not looked for');
      }
      if (!closing.signal.aborted) await bell.wait();
    }
    await Promise.all(running.values());
  }
  const looping = loop();
  const timer = setInterval(() => {
    putOff.clear();
    bell.ring();
  }, LOOK_MS);
  timer.unref();

  return {
    wake: bell.ring,
    hindranceOf: (id) => hindrances.get(id),
    settled(id, timeoutMs) {
      return new Promise((resolve) => {
        const ofFile = listeners.get(id) ?? new Set();
        listeners.set(id, ofFile);
        const done = (): void => {
          clearTimeout(patience);
          ofFile.delete(done);
          if (ofFile.size === 0) listeners.delete(id);
          resolve();
        };
        const patience = setTimeout(done, timeoutMs);
        ofFile.add(done);
      });
    },
    async close() {
      clearInterval(timer);
      closing.abort();
      for (const ofFile of listeners.values()) for (const tell of ofFile) tell();
      bell.ring();
      await looping;
    },
  };
}
