export interface NumberStyle {
  readonly decimal: '.' | ',';
  /** Between groups of three digits; a space stands for no-break spaces as well. */
  readonly thousands: string;
}

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * A number as people write it, as line protocol has it: `1 234,5` → `1234.5`; undefined if it is none in this style. Digits are kept as they
 * are, so that nothing is rounded on the way.
 */
export function normalNumber(text: string, style: NumberStyle): string | undefined {
  if (style.decimal === '.' && isSimple(text)) return text;
  let rest = text.trim().replaceAll('−', '-');
  if (style.thousands !== '') {
    const separator = style.thousands === ' ' ? /[\u0020\u00A0\u202F\u2009]/g : style.thousands;
    const whole = style.decimal === ',' ? rest.split(',', 1)[0] : rest.split('.', 1)[0];
    const groups = (whole ?? '').split(separator);
    if (groups.length > 1) {
      const [first = '', ...others] = groups;
      if (!/^[+-]?\d{1,3}$/.test(first) || !others.every((group) => /^\d{3}$/.test(group))) return undefined;
      rest = groups.join('') + rest.slice((whole ?? '').length);
    }
  }
  if (style.decimal === ',') {
    if (rest.includes('.')) return undefined;
    rest = rest.replace(',', '.');
  }
  if (!PLAIN.test(rest)) return undefined;
  const plain = rest
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=$|[eE])/, '');
  return Number.isFinite(Number(plain)) ? plain : undefined;
}

/** `-12.5`: an optional minus, digits, at most one point between digits. The common case, without a regular expression. */
function isSimple(text: string): boolean {
  const { length } = text;
  let at = text.charCodeAt(0) === 45 ? 1 : 0;
  if (length - at > 15) return false;
  let digits = 0;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits++;
    else if (code !== 46 || digits === 0 || at === length - 1 || text.indexOf('.') !== at) return false;
  }
  return digits > 0;
}
