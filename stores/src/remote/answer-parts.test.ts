import { describe, expect, it } from 'vitest';
import { isRestOf, restHeaders, versionOf, wholeHeaders } from './answer-parts.js';

const URL_OF_FILE = 'http://host/file.csv';
const version = (headers: Record<string, string>) => versionOf(URL_OF_FILE, new Headers(headers));

describe('the version of a file by URL', () => {
  it('is asked for again by its strong tag, or by a time that is old enough, else not at all', () => {
    const date = 'Wed, 25 Nov 2026 09:00:01 GMT';
    expect(version({ etag: '"a"' }).validator).toBe('"a"');
    expect(version({ etag: 'W/"a"', 'last-modified': 'Wed, 25 Nov 2026 08:00:00 GMT', date }).validator).toBeNull();
    const lastModified = 'Wed, 25 Nov 2026 09:00:00 GMT';
    expect(version({ 'last-modified': lastModified, date }).validator).toBe(lastModified);
    expect(version({ 'last-modified': date, date }).validator).toBeNull();
    expect(version({ 'last-modified': lastModified }).validator).toBeNull();
    expect(version({}).validator).toBeNull();
  });

  it('has no length and cannot be resumed when it comes compressed on the way', () => {
    const coded = version({ etag: '"a"', 'content-length': '10', 'content-encoding': 'gzip' });
    expect(coded).toMatchObject({ etag: '"a"', bytes: null, validator: null });
    expect(version({ etag: '"a"', 'content-length': '10' })).toMatchObject({ bytes: 10, isWhole: false });
  });

  it('is asked for whole unless we have it, and for the rest of the part that is there', () => {
    const had = { etag: '"a"', lastModified: 'Wed, 25 Nov 2026 09:00:00 GMT' };
    expect(wholeHeaders(had)).toEqual({
      'accept-encoding': 'identity',
      'if-none-match': '"a"',
      'if-modified-since': had.lastModified,
    });
    expect(wholeHeaders(undefined)).toEqual({ 'accept-encoding': 'identity' });
    const part = { version: version({ etag: '"a"', 'content-length': '10' }), bytes: 4 };
    expect(restHeaders(part)).toEqual({ 'accept-encoding': 'identity', range: 'bytes=4-', 'if-range': '"a"' });
  });

  it.each([
    ['the rest', 'bytes 4-9/10', '"a"', true],
    ['a rest of unknown length', 'bytes 4-9/*', '"a"', true],
    ['another place', 'bytes 3-9/10', '"a"', false],
    ['another length', 'bytes 4-9/11', '"a"', false],
    ['another version', 'bytes 4-9/10', '"b"', false],
    ['no place', '', '"a"', false],
  ])('takes %s for what it is', (_what, range, etag, expected) => {
    const part = { version: version({ etag: '"a"', 'content-length': '10' }), bytes: 4 };
    expect(isRestOf(part, new Headers({ 'content-range': range, etag }))).toBe(expected);
  });
});
