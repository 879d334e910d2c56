/** Text as Postgres takes it: a NUL, which no text column can hold, becomes U+FFFD. */
export const storable = (text: string): string => text.replaceAll('\u0000', '\uFFFD');

/** JSON as jsonb takes it: an escaped NUL becomes U+FFFD; bigint becomes a number where it fits, else text. */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'string') return storable(part);
    if (typeof part !== 'bigint') return part;
    const number = Number(part);
    return Number.isSafeInteger(number) ? number : part.toString();
  });
