/** A name for a mapping of this file: `Wells 2026.csv` → `wells-2026`. */
export const mappingNameOf = (file: string): string =>
  file
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 64) || 'mapping';
