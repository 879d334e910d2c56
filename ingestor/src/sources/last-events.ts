import { KEPT_EVENTS, saveSourceEvents, type SourceEvent } from '@wellhead/stores';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { SourceContext } from './source.js';

const WRITE_MS = 2_000;
/** Characters of a payload that are shown. */
const PAYLOAD_CHARACTERS = 2_000;

export interface LastEvents {
  /** `tell` of one source. */
  tellerOf(source: string): SourceContext['tell'];
  /** Writes down what is new. */
  write(): Promise<void>;
  close(): Promise<void>;
}

/** Keeps the last events of each stream and writes them down every two seconds: for dashboards, not for the books. */
export function openLastEvents(pool: Pool, log: Logger): LastEvents {
  let fresh = new Map<string, SourceEvent[]>();

  async function write(): Promise<void> {
    const events = [...fresh.values()].flat();
    fresh = new Map();
    if (events.length > 0) await saveSourceEvents(pool, events);
  }

  let writing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing
      .then(write)
      .catch((error: Error) => log.debug({ reason: error.message }, 'last events not written'));
  }, WRITE_MS);
  timer.unref();
  return {
    tellerOf: (source) => (event) => {
      const key = `${source}\n${event.stream}`;
      const events = fresh.get(key) ?? [];
      fresh.set(key, events);
      events.push({ ...event, source, payload: event.payload.toString('utf8').slice(0, PAYLOAD_CHARACTERS) });
      if (events.length > KEPT_EVENTS) events.shift();
    },
    write,
    async close() {
      clearInterval(timer);
      await writing;
    },
  };
}
