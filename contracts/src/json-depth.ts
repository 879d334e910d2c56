const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = [0x5b, 0x7b];
const CLOSE = [0x5d, 0x7d];

/** Deeper JSON is nobody's data: reading it is cheap, but checking and telling it again has no stack for tens of thousands of levels. */
export const MAX_JSON_DEPTH = 64;

/** Whether lists and objects lie more than `MAX_JSON_DEPTH` deep in each other, by the bytes: before anything is made of them. */
export function isTooDeep(json: Uint8Array): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] as number;
    if (byte === QUOTE) at = endOfText(json, at);
    else if (byte === OPEN[0] || byte === OPEN[1]) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return true;
    } else if (byte === CLOSE[0] || byte === CLOSE[1]) depth -= 1;
  }
  return false;
}

/** Where the text that begins at `from` ends: brackets in it are text. */
function endOfText(json: Uint8Array, from: number): number {
  for (let at = from + 1; at < json.length; at += 1) {
    if (json[at] === BACKSLASH) at += 1;
    else if (json[at] === QUOTE) return at;
  }
  return json.length;
}
