/** A body with more parts is refused as a whole: checking them, if each is wrong, would hold up everybody else for seconds. */
export const MOST_LINES = 500_000;
export const MOST_ROWS = 50_000;

const NEWLINE = 10;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/** Why a body of lines is too much to take at once; undefined if it is not. Counting stops at the bound. */
export function tooManyLines(body: Buffer): string | undefined {
  // Shorter ones cannot hold so many.
  if (body.length <= MOST_LINES) return undefined;
  let lines = 1;
  for (let at = body.indexOf(NEWLINE); at >= 0; at = body.indexOf(NEWLINE, at + 1)) {
    lines += 1;
    if (lines > MOST_LINES + 1) return sentence('lines', MOST_LINES);
  }
  return undefined;
}

/** The same for the points or rows of a JSON list, by the commas between them: alone, or below a name. */
export function tooManyRows(json: Uint8Array, what: 'points' | 'rows'): string | undefined {
  if (json.length <= MOST_ROWS) return undefined;
  let depth = 0;
  let between = 1;
  let commas = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] as number;
    if (byte === QUOTE) at = endOfText(json, at);
    else if (OPEN.has(byte)) {
      if (depth === 0 && byte === 0x7b) between = 2;
      depth += 1;
    } else if (CLOSE.has(byte)) depth -= 1;
    else if (byte === COMMA && depth === between) {
      commas += 1;
      if (commas >= MOST_ROWS) return sentence(what, MOST_ROWS);
    }
  }
  return undefined;
}

function endOfText(json: Uint8Array, from: number): number {
  for (let at = from + 1; at < json.length; at += 1) {
    if (json[at] === BACKSLASH) at += 1;
    else if (json[at] === QUOTE) return at;
  }
  return json.length;
}

const sentence = (what: string, most: number): string =>
  `the body holds more than ${most} ${what}: send at most so many at once`;
