/**
 * The part of Go's templates that our rules are written in, with Grafana's functions: `{{ if }} {{ else }} {{ end }}`, `or`, `eq`, `printf "%.2f"`,
 * `humanizeDuration`, `humanizePercentage`, `externalURL`, and fields of the dot. Anything else throws: a rule that says more must be tried in a Grafana.
 */
export type TemplateData = Readonly<Record<string, unknown>>;
export interface TemplateOptions {
  readonly externalUrl: string;
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly of: string }
  | { readonly kind: 'if'; readonly of: string; readonly then: readonly Part[]; readonly otherwise: readonly Part[] };

/** The text of a template. Throws on what it does not know. */
export function renderTemplate(template: string, data: TemplateData, options: TemplateOptions): string {
  const tokens = template.split(/(\{\{.*?\}\})/s);
  let at = 0;
  const parse = (): Part[] => {
    const parts: Part[] = [];
    for (; at < tokens.length; at += 1) {
      const token = tokens[at] as string;
      if (!token.startsWith('{{')) {
        parts.push({ kind: 'text', text: token });
        continue;
      }
      const action = token.slice(2, -2).trim();
      if (action === 'else' || action === 'end') return parts;
      if (!action.startsWith('if ')) {
        parts.push({ kind: 'value', of: action });
        continue;
      }
      at += 1;
      const then = parse();
      const hasElse = tokens[at]?.slice(2, -2).trim() === 'else';
      if (hasElse) at += 1;
      parts.push({ kind: 'if', of: action.slice(3), then, otherwise: hasElse ? parse() : [] });
    }
    return parts;
  };
  const render = (parts: readonly Part[]): string =>
    parts
      .map((part) => {
        switch (part.kind) {
          case 'text':
            return part.text;
          case 'value':
            return String(evaluate(part.of, data, options) ?? '<no value>');
          case 'if':
            return render(isTrue(evaluate(part.of, data, options)) ? part.then : part.otherwise);
          default:
            return part satisfies never;
        }
      })
      .join('');
  return render(parse());
}

/** Go: empty texts, maps and zeros are false. */
const isTrue = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);

function evaluate(expression: string, data: TemplateData, options: TemplateOptions): unknown {
  const words = expression.match(/\([^()]*\)|"[^"]*"|[^\s()]+/g) ?? [];
  const values = words.slice(1).map((word) => valueOf(word, data, options));
  switch (words[0] ?? '') {
    case 'printf':
      if (values[0] !== '%.2f') throw new Error(`printf ${String(values[0])} is not known here`);
      return Number(values[1]).toFixed(2);
    case 'or':
      return values.find(isTrue) ?? values.at(-1);
    case 'eq':
      return values[0] === values[1];
    case 'humanizeDuration':
      return humanizeDuration(Number(values[0]));
    case 'humanizePercentage':
      return `${Number((Number(values[0]) * 100).toPrecision(4))}%`;
    case 'externalURL':
      return options.externalUrl;
    default:
      return valueOf(expression, data, options);
  }
}

function valueOf(word: string, data: TemplateData, options: TemplateOptions): unknown {
  if (word.startsWith('(')) return evaluate(word.slice(1, -1), data, options);
  if (word.startsWith('"')) return word.slice(1, -1);
  if (!/^(\.\w+)+$/.test(word)) throw new Error(`{{ ${word} }} is not known here`);
  return word
    .slice(1)
    .split('.')
    .reduce<unknown>((inside, name) => (inside as Record<string, unknown> | undefined)?.[name], data);
}

/** As Prometheus writes durations, whole seconds. */
function humanizeDuration(seconds: number): string {
  const whole = Math.trunc(Math.abs(seconds));
  const [days, hours, minutes, rest] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3_600) % 24,
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const parts = [`${days}d`, `${hours}h`, `${minutes}m`, `${rest}s`];
  return (seconds < 0 ? '-' : '') + parts.slice(days > 0 ? 0 : hours > 0 ? 1 : minutes > 0 ? 2 : 3).join(' ');
}
