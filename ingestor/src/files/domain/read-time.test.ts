import type { TimeFormat } from '@wellhead/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from './cells.js';
import { openTimeReader } from './read-time.js';

const read = (format: TimeFormat, zone: string, cell: Cell): string => {
  const instant = openTimeReader(format, zone)(cell);
  return 'ms' in instant ? `${new Date(instant.ms).toISOString()}+${instant.nanos}` : instant.expected;
};

describe('a time as people write it', () => {
  it.each<[TimeFormat, string, Cell, string]>([
    ['iso', 'UTC', '2026-11-25 14:30:00', '2026-11-25T14:30:00.000Z+0'],
    ['iso', 'UTC', '2026-11-25T14:30:00Z', '2026-11-25T14:30:00.000Z+0'],
    ['iso', 'UTC', '2026-11-25T14:30:00.123456789+03:00', '2026-11-25T11:30:00.123Z+456789'],
    ['iso', 'UTC', '2026-11-25', '2026-11-25T00:00:00.000Z+0'],
    ['iso', 'UTC', '2026-11-25 14:30', '2026-11-25T14:30:00.000Z+0'],
    ['iso', 'Europe/Moscow', '2026-11-25 14:30:00', '2026-11-25T11:30:00.000Z+0'],
    ['iso', 'Europe/Moscow', '2026-11-25 14:30:00Z', '2026-11-25T14:30:00.000Z+0'],
    ['dd.mm.yyyy', 'Asia/Yekaterinburg', '25.11.2026 14:30:00', '2026-11-25T09:30:00.000Z+0'],
    ['dd.mm.yyyy', 'UTC', '5.1.2026 9:05', '2026-01-05T09:05:00.000Z+0'],
    ['dd.mm.yyyy', 'UTC', '31.12.2025', '2025-12-31T00:00:00.000Z+0'],
    ['dd.mm.yyyy', 'UTC', '2026-11-25 14:30:00', '2026-11-25T14:30:00.000Z+0'],
    ['dd/mm/yyyy', 'UTC', '03/04/2026', '2026-04-03T00:00:00.000Z+0'],
    ['mm/dd/yyyy', 'UTC', '03/04/2026 08:00', '2026-03-04T08:00:00.000Z+0'],
    ['yyyy/mm/dd', 'UTC', '2026/03/04 08:00:01.5', '2026-03-04T08:00:01.500Z+0'],
    ['excel', 'UTC', 46351, '2026-11-25T00:00:00.000Z+0'],
    ['excel', 'UTC', '46351,604166667', '2026-11-25T14:30:00.000Z+0'],
    ['epoch-s', 'Europe/Moscow', 1_795_617_000, '2026-11-25T14:30:00.000Z+0'],
    ['epoch-s', 'UTC', '1795617000.000000001', '2026-11-25T14:30:00.000Z+1'],
    ['epoch-s', 'UTC', '-1.25', '1969-12-31T23:59:58.750Z+0'],
    ['epoch-ms', 'UTC', '1795617000123.5', '2026-11-25T14:30:00.123Z+500000'],
    ['iso', 'Europe/Berlin', new Date(Date.UTC(2026, 6, 1, 12)), '2026-07-01T10:00:00.000Z+0'],
  ])('%s in %s: %s', (format, zone, cell, expected) => expect(read(format, zone, cell)).toBe(expected));

  it.each<[TimeFormat, Cell]>([
    ['iso', '25.11.2026'],
    ['iso', '2026-02-30'],
    ['iso', '2026-13-01'],
    ['iso', '2026-11-25 24:00:00'],
    ['iso', '2026-11-25 12:60'],
    ['iso', 'yesterday'],
    ['iso', 5],
    ['iso', null],
    ['iso', true],
    ['iso', '0001-01-01'],
    ['iso', '9999-12-31'],
    ['dd.mm.yyyy', '31.02.2026'],
    ['dd.mm.yyyy', '11.25.2026 10:00:00'],
    ['dd.mm.yyyy', '25/11/2026'],
    ['mm/dd/yyyy', '25/11/2026'],
    ['excel', '60'],
    ['excel', 'tomorrow'],
    ['epoch-s', '1e9'],
    ['epoch-ms', '99999999999999999'],
  ])('%s: %j is none, and what one looks like is told', (format, cell) =>
    expect(read(format, 'UTC', cell)).toMatch(/like|serial day/),
  );

  it('refuses a time that the clocks skipped, and takes the first of one that they showed twice', () => {
    expect(read('iso', 'Europe/Berlin', '2026-03-29 02:30:00')).toContain('skip');
    expect(read('iso', 'Europe/Berlin', '2026-10-25 02:30:00')).toBe('2026-10-25T00:30:00.000Z+0');
    expect(read('iso', 'Europe/Berlin', '2026-10-25 03:00:00')).toBe('2026-10-25T02:00:00.000Z+0');
  });

  it('reads back every instant that a zone writes, but for the hour shown twice', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
    const readers = new Map(zones.map((zone) => [zone, openTimeReader('dd.mm.yyyy', zone)]));
    const min = Date.UTC(1990, 0, 1) / 1_000;
    fc.assert(
      fc.property(fc.integer({ min, max: Date.UTC(2060, 0, 1) / 1_000 }), fc.constantFrom(...zones), (second, zone) => {
        const wall = (ms: number): string => {
          const parts = new Intl.DateTimeFormat('de-DE', {
            timeZone: zone,
            dateStyle: 'medium',
            timeStyle: 'medium',
          }).format(ms);
          return parts.replace(', ', ' ');
        };
        const ms = second * 1_000;
        const isSecond = wall(ms) === wall(ms - 3_600_000) || wall(ms) === wall(ms - 1_800_000);
        const instant = readers.get(zone)?.(wall(ms));
        if (!isSecond) expect(instant).toEqual({ ms, nanos: 0 });
      }),
    );
  });

  it('never throws, whatever the text', () => {
    const readers = (['iso', 'dd.mm.yyyy', 'excel', 'epoch-s'] as const).map((format) =>
      openTimeReader(format, 'Europe/Moscow'),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0123456789.-/: TZ+')) }), (text) => {
        for (const reader of readers) reader(text);
      }),
    );
  });
});
