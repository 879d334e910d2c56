import { utcDay } from '@wellhead/contracts';

/** Longest file name that common file systems take, less room for endings. */
const NAME_BYTES = 200;

/** Makes a name safe as one part of a path, and readable: what could leave the folder or hide is percent-encoded. */
export function safeName(text: string): string {
  const safe = text
    .replace(/[\p{Cc}/\\:*?"<>|%~]/gu, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replace(/^\.+/, (dots) => '%2e'.repeat(dots.length));
  let cut = safe === '' ? '%' : safe;
  while (Buffer.byteLength(cut) > NAME_BYTES) cut = Array.from(cut).slice(0, -1).join('');
  return cut;
}

const dayPath = (atMs: number): string => utcDay(atMs).replaceAll('-', '/');

/** `raw-data/<yyyy>/<mm>/<dd>/<ingestor>-<segment>.gz` */
export const segmentPath = (ingestor: string, segment: number, atMs: number): string =>
  `raw-data/${dayPath(atMs)}/${safeName(ingestor)}-${String(segment).padStart(10, '0')}.gz`;

/** `raw-data/<source>/<yyyy>/<mm>/<dd>/<name>.gz`, its copies numbered before the ending of the name. */
export function filePath(source: string, name: string, atMs: number, copy: number): string {
  const safe = safeName(name);
  const dot = safe.lastIndexOf('.');
  const numbered = copy === 1 ? safe : dot > 0 ? `${safe.slice(0, dot)}~${copy}${safe.slice(dot)}` : `${safe}~${copy}`;
  return `raw-data/${safeName(source)}/${dayPath(atMs)}/${numbered}.gz`;
}
