/**
 * Bodies of line protocol as agents send them: each writer has its own devices, each body a few ticks of all of them, one line in a
 * hundred an hour late. Every reading is unique, so that what arrived can be counted afterwards.
 */
export const LINES_PER_BODY = 5_000;
export const FIELDS_PER_LINE = 4;
const DEVICES_PER_WRITER = 1_000;
const TICKS_PER_BODY = LINES_PER_BODY / DEVICES_PER_WRITER;
const TICK_MS = 10;
const LATE_EVERY = 100;
const LATE_MS = 3_600_000;
const TIME_DIGITS = 19;

export interface BodyMaker {
  /** The next body of this writer; valid until the one after the next is made. */
  next(): Buffer;
}

/** Times go on from `startMs`. Only the times differ between bodies: they are patched into a template, so that the sender stays cheap. */
export function createBodies(writer: number, startMs: number): BodyMaker {
  const places: number[] = [];
  let text = '';
  for (let line = 0; line < LINES_PER_BODY; line++) {
    const device = writer * DEVICES_PER_WRITER + (line % DEVICES_PER_WRITER);
    const fields = [
      `temp=${(20 + 10 * Math.sin(line / 40)).toFixed(2)}`,
      `hum=${(45 + (line % 7)).toFixed(1)}`,
      `co2=${400 + (line % 50)}i`,
      `bat=${(3 + (line % 997) / 1_000).toFixed(3)}`,
    ];
    text += `env,device=dev-${device},site=s${device % 10} ${fields.join(',')} `;
    places.push(text.length);
    text += `${'0'.repeat(TIME_DIGITS)}\n`;
  }
  // Two buffers in turn: the one before may still be under way.
  const buffers = [Buffer.from(text), Buffer.from(text)] as const;
  let count = 0;
  return {
    next() {
      const body = buffers[count % 2] as Buffer;
      const ticks = Array.from(
        { length: TICKS_PER_BODY },
        (_, tick) => startMs + (count * TICKS_PER_BODY + tick) * TICK_MS,
      );
      const times = ticks.map((ms) => Buffer.from(`${ms}000000`));
      const lateTimes = ticks.map((ms) => Buffer.from(`${ms - LATE_MS}000000`));
      places.forEach((place, line) => {
        const tick = Math.floor(line / DEVICES_PER_WRITER);
        const time = line % LATE_EVERY === LATE_EVERY - 1 ? lateTimes[tick] : times[tick];
        body.set(time as Buffer, place);
      });
      count += 1;
      return body;
    },
  };
}
