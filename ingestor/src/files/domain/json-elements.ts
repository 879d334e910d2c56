/** One element of a JSON list, as text, with the line on which it begins. */
export interface JsonElement {
  readonly text: string;
  readonly line: number;
}

export interface JsonElements {
  push(text: string): JsonElement[];
  /** What is wrong with the text as a whole, at its end; undefined if nothing is. */
  end(): string | undefined;
}

/** Longest element, in characters. */
const MAX_ELEMENT = 1_048_576;

type State = 'before' | 'in-object' | 'in-list' | 'behind';

/**
 * Cuts the elements out of a list without holding the list: the text is the list, or an object that holds it in the member `rowsAt`.
 * Elements are cut by brackets and quotes only; whether they are JSON is seen when they are read, one by one.
 */
export function openJsonElements(rowsAt: string | undefined): JsonElements {
  let state: State = 'before';
  let rest = '';
  let line = 1;
  let fault: string | undefined;
  let at = 0;

  /** Where the value that begins at `from` ends: the place behind it; -1 while it is not whole. */
  function endOfValue(from: number): number {
    let depth = 0;
    for (let place = from; place < rest.length; place++) {
      const char = rest[place];
      if (char === '"') {
        for (place++; place < rest.length && rest[place] !== '"'; place++) if (rest[place] === '\\') place++;
        if (place >= rest.length) return -1;
        if (depth === 0) return place + 1;
      } else if (char === '{' || char === '[') depth += 1;
      else if (char === '}' || char === ']') {
        if (depth === 0) return place;
        depth -= 1;
        if (depth === 0) return place + 1;
      } else if (char === ',' && depth === 0) return place;
    }
    return -1;
  }

  const skipBlank = (): void => {
    for (; at < rest.length; at++) {
      const char = rest[at] as string;
      if (char === '\n') line += 1;
      else if (char !== ' ' && char !== '\t' && char !== '\r' && char !== ',') return;
    }
  };
  const countLines = (from: number, to: number): void => {
    for (let place = rest.indexOf('\n', from); place >= 0 && place < to; place = rest.indexOf('\n', place + 1))
      line += 1;
  };

  /** Goes over one member of the object; false while it is not whole. */
  function passMember(): boolean {
    const nameEnd = rest[at] === '"' ? endOfValue(at) : -2;
    if (nameEnd === -2) {
      fault = `line ${line}: found ${(rest[at] ?? '').slice(0, 1)}, expected a member of an object`;
      return false;
    }
    const valueFrom = nameEnd < 0 ? undefined : /^\s*:\s*(?=\S)/.exec(rest.slice(nameEnd, nameEnd + 1_000))?.[0].length;
    if (valueFrom === undefined) return false;
    const from = nameEnd + valueFrom;
    if (rest.slice(at + 1, nameEnd - 1) === rowsAt) {
      if (rest[from] !== '[') {
        fault = `line ${line}: the member ${rowsAt} is no list`;
        return false;
      }
      at = from + 1;
      state = 'in-list';
      return true;
    }
    const end = endOfValue(from);
    if (end < 0) return false;
    countLines(at, end);
    at = end;
    return true;
  }

  function step(found: JsonElement[]): boolean {
    skipBlank();
    if (at >= rest.length || fault !== undefined) return false;
    const char = rest[at] as string;
    switch (state) {
      case 'before':
        if (char !== '[' && !(char === '{' && rowsAt !== undefined)) {
          fault =
            char === '{'
              ? 'the file is one object: name the member that holds the rows in the mapping (rowsAt), or send NDJSON'
              : `found ${char}, expected a list of objects`;
          return false;
        }
        state = char === '[' ? 'in-list' : 'in-object';
        at += 1;
        return true;
      case 'in-object':
        if (char !== '}') return passMember();
        fault = `the file has no member ${rowsAt}`;
        return false;
      case 'in-list': {
        if (char === ']') {
          state = 'behind';
          at += 1;
          return true;
        }
        const end = endOfValue(at);
        if (end < 0) return false;
        if (end === at) {
          fault = `line ${line}: found ${char}, expected a row or the end of the list`;
          return false;
        }
        found.push({ text: rest.slice(at, end).trimEnd(), line });
        countLines(at, end);
        at = end;
        return true;
      }
      case 'behind':
        // What follows the list is nothing of ours.
        at = rest.length;
        return false;
      default:
        return state satisfies never;
    }
  }

  return {
    push(text) {
      rest = rest.slice(at) + text;
      at = 0;
      const found: JsonElement[] = [];
      while (step(found));
      if (rest.length - at > MAX_ELEMENT && state !== 'behind')
        fault ??= `line ${line}: a row is longer than ${MAX_ELEMENT} characters, or a quote or bracket is not closed`;
      return found;
    },
    end() {
      if (fault !== undefined) return fault;
      if (state === 'behind') return undefined;
      return state === 'before' ? 'the file is empty' : `line ${line}: the list is not closed, the file may be cut off`;
    },
  };
}
