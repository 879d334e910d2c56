import { runOnSchedule } from '../schedule/run-on-schedule.js';
import type { Source, SourceContext } from '../source.js';
import { type FoundFile, openFolderLook } from './find-files.js';
import type { FolderSourceConfig } from './folder-config.js';
import { takeFoundFile } from './take-found-file.js';

/** Files that are under way at once; the others wait in the folder, and with them whoever fills it. */
const AT_ONCE = 4;
/** Before a file that could not be taken is tried again, growing, in ms: trying reads it. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Watches a folder by looking: network drives tell of no changes. Each file goes its own way, so that one that cannot be handed in keeps no other
 * one waiting; why it stays is told until it is gone.
 */
export function openFolderSource(config: FolderSourceConfig, context: SourceContext): Promise<Source> {
  const { status, log, clock } = context;
  const closing = new AbortController();
  const look = openFolderLook(config, clock);
  const taking = new Map<string, Promise<void>>();
  const hindrances = new Map<string, string>();
  /** Files that could not be taken: when they are tried again. */
  const putOff = new Map<string, { readonly version: string; readonly pauseMs: number; readonly untilMs: number }>();
  let waiting: readonly FoundFile[] = [];
  let restless = 0;
  let told = '';

  async function take(file: FoundFile): Promise<void> {
    const { name } = file;
    const tell = (hindrance: string | undefined): void => {
      if (hindrance === undefined) hindrances.delete(name);
      else hindrances.set(name, hindrance);
      showStatus();
    };
    try {
      await takeFoundFile(file, context, tell, closing.signal);
      status.lastEventMs = clock();
      putOff.delete(name);
      tell(undefined);
    } catch (error) {
      if (closing.signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      const before = putOff.get(name);
      const pauseMs =
        before?.version === file.version ? Math.min(2 * before.pauseMs, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
      putOff.set(name, { version: file.version, pauseMs, untilMs: clock() + pauseMs });
      if (hindrances.get(name) !== reason) log.warn({ source: config.name, file: name, reason }, 'file not taken');
      tell(reason);
    }
  }

  function pump(): void {
    for (const file of waiting) {
      if (taking.size >= AT_ONCE || closing.signal.aborted) return;
      if (taking.has(file.name)) continue;
      waiting = waiting.filter((other) => other !== file);
      const work = take(file).finally(() => {
        taking.delete(file.name);
        pump();
      });
      taking.set(file.name, work);
    }
  }

  function showStatus(): void {
    status.lags = [{ stream: config.path, partition: 0, events: waiting.length + restless + taking.size }];
    const [first] = hindrances;
    status.lastError = first && `${first[0]}: ${first[1]}`;
  }

  async function round(): Promise<void> {
    const startedMs = clock();
    const found = await look();
    status.isConnected = true;
    const names = new Set([...found.ready.map(({ name }) => name), ...found.unmatched]);
    for (const name of hindrances.keys()) {
      if (names.has(name) || taking.has(name)) continue;
      hindrances.delete(name);
      putOff.delete(name);
    }
    for (const name of found.unmatched)
      hindrances.set(name, 'no pattern of this source matches the name: add one, rename the file, or take it away');
    const unmatched = found.unmatched.join(', ');
    if (unmatched !== told && unmatched !== '') log.warn({ source: config.name, unmatched }, 'files not matched');
    told = unmatched;
    const nowMs = clock();
    const isDue = ({ name, version }: FoundFile): boolean => {
      const pause = putOff.get(name);
      return pause?.version !== version || pause.untilMs <= nowMs;
    };
    waiting = found.ready.filter((file) => !taking.has(file.name) && isDue(file));
    restless = found.restless;
    if (found.ready.length === 0 && restless === 0 && taking.size === 0) status.behindSinceMs = startedMs;
    pump();
    showStatus();
  }

  const running = runOnSchedule({ everySeconds: config.lookEverySeconds }, round, {
    closing: closing.signal,
    clock,
    onFailure(error) {
      status.isConnected = false;
      status.lastError = `the folder cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    },
  });
  return Promise.resolve({
    async close() {
      closing.abort();
      await running;
      await Promise.all(taking.values());
    },
  });
}
