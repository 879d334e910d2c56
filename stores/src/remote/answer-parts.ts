import type { Part, PartVersion } from './part-file.js';

/** What we had before. */
export interface HadVersion {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** Compressed on the way it could neither be counted nor resumed. */
const AS_IT_IS = { 'accept-encoding': 'identity' };

/** Asks for the file unless it is the version that we have (RFC 9110, 13.1.2 and 13.1.3). */
export const wholeHeaders = (had: HadVersion | undefined): Record<string, string> => ({
  ...AS_IT_IS,
  ...(had?.etag ? { 'if-none-match': had.etag } : {}),
  ...(had?.lastModified ? { 'if-modified-since': had.lastModified } : {}),
});

/** Asks for what is missing of this version, or else for the whole of another (RFC 9110, 13.1.5 and 14.2). */
export const restHeaders = ({ version, bytes }: Part): Record<string, string> => ({
  ...AS_IT_IS,
  range: `bytes=${bytes}-`,
  'if-range': version.validator ?? '',
});

/** The version that an answer with the whole file has. */
export function versionOf(url: string, headers: Headers): PartVersion {
  const etag = headers.get('etag');
  const lastModified = headers.get('last-modified');
  const isCoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  const length = headers.get('content-length');
  return {
    url,
    etag,
    lastModified,
    validator: isCoded ? null : validatorOf(etag, lastModified, headers.get('date')),
    bytes: isCoded || length === null ? null : Number(length),
    isWhole: false,
  };
}

/** Weak tags promise no same bytes; a time does, if the file rested for a second since (RFC 9110, 8.8.2.2). */
function validatorOf(etag: string | null, lastModified: string | null, date: string | null): string | null {
  if (etag !== null) return etag.startsWith('W/') ? null : etag;
  if (lastModified === null) return null;
  return Date.parse(date ?? '') - Date.parse(lastModified) >= 1_000 ? lastModified : null;
}

/** Whether a 206 brings what follows the part, of the same version. */
export function isRestOf({ version, bytes }: Part, headers: Headers): boolean {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  if (!range || Number(range[1]) !== bytes) return false;
  const etag = headers.get('etag');
  return (
    (etag === null || etag === version.etag) &&
    (range[2] === '*' || version.bytes === null || Number(range[2]) === version.bytes)
  );
}
