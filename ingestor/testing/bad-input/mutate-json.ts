import type { Random } from './random.js';

const LEAVES: readonly unknown[] = [
  null,
  true,
  '',
  'NaN',
  '\0',
  '\ud800',
  'a'.repeat(300),
  '__proto__',
  "'; drop table ops.tokens; --",
  '2026-02-30',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00Z',
  '18446744073709551616',
  0,
  -1,
  0.5,
  1e21,
  1e308,
  2 ** 53,
  -1e-320,
  [],
  {},
  [[]],
];
const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  '',
  ' ',
  'length',
  '$ref',
  'a'.repeat(300),
  'queryType',
  'fields',
  'rows',
];

/** A value from which one place was replaced, left out, doubled or wrapped; the JSON stays JSON, so that what is behind its parser is reached. */
export function mutateJson(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.15)) return changeLeaf(value, random);
  if (Array.isArray(value)) {
    const list = [...(value as unknown[])];
    const at = random.below(list.length + 1);
    if (list.length === 0 || random.chance(0.2)) list.splice(at, random.below(2), random.pick(LEAVES));
    else if (random.chance(0.01)) list.push(...Array.from({ length: 1 + random.below(2_000) }, () => list[0]));
    else list[at % list.length] = mutateJson(list[at % list.length], random);
    return list;
  }
  const entries = Object.entries(value);
  const at = random.below(entries.length + 1);
  const found = entries[at];
  if (found === undefined) entries.push([random.pick(KEYS), random.pick(LEAVES)]);
  else if (random.chance(0.15)) entries.splice(at, 1);
  else if (random.chance(0.2)) entries[at] = [random.pick(KEYS), found[1]];
  else entries[at] = [found[0], mutateJson(found[1], random)];
  // Defined, not assigned: `__proto__` must stay a property.
  const object: Record<string, unknown> = {};
  for (const [key, one] of entries)
    Object.defineProperty(object, key, { value: one, enumerable: true, configurable: true, writable: true });
  return object;
}

function changeLeaf(value: unknown, random: Random): unknown {
  switch (random.below(4)) {
    case 0:
      return [value];
    case 1:
      return NESTED;
    default:
      return random.pick(LEAVES);
  }
}

const NESTED = '@nested@';
const DEEPEST = 30_000;
/** Long enough for work that grows with the square of it, short enough for a million. */
const MOST_CHARACTERS = 262_144;

/** A value as JSON. Lists in lists are written here: `JSON.stringify` itself has no stack for so many. */
export function jsonText(value: unknown, random: Random): string {
  const text = (JSON.stringify(value) ?? 'null').replaceAll(`"${NESTED}"`, () => {
    const depth = random.chance(0.97) ? random.below(200) : random.below(DEEPEST);
    return '['.repeat(depth) + ']'.repeat(depth);
  });
  return text.slice(0, MOST_CHARACTERS);
}
