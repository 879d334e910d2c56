/** Text as Postgres takes it: a NUL, which no text column can hold, becomes U+FFFD. */
export const storable = (text: string): string => text.replaceAll('\u0000', '\uFFFD');

/** JSON as jsonb takes it: an escaped NUL becomes U+FFFD; bigint becomes a number where it fits, else text. */
export function storableJson(value: unknown): string {
  // Forecasts are hundreds of thousands of numbers, and a replacer is called for each: it is tried without first.
  const plain = withoutBigints(value);
  if (plain !== undefined && !plain.includes('\\u0000')) return plain;
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'string') return storable(part);
    if (typeof part !== 'bigint') return part;
    const number = Number(part);
    return Number.isSafeInteger(number) ? number : part.toString();
  });
}

/** Undefined where something in it cannot be written as it is: a bigint makes `JSON.stringify` throw. */
function withoutBigints(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
