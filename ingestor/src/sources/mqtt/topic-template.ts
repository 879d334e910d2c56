import { z } from 'zod';
import type { PointLabels } from '../payload/json-members.js';

/** A topic with names in it: `wells/{asset}/{measurement}/{field}`; other names are tags, `+` is a level and `#` the rest, not looked at. */
export interface TopicTemplate {
  readonly text: string;
  /** As the broker wants it. */
  readonly filter: string;
  /** What the levels of a topic say; undefined if it does not fit. */
  match(topic: string): Partial<PointLabels> | undefined;
}

const NAME = /^\{([A-Za-z_]\w*)\}$/;

/** Reads a template; a fault is told as text. */
export function readTopicTemplate(text: string): TopicTemplate | string {
  const levels = text.split('/');
  for (const [at, level] of levels.entries()) {
    if (level === '#' && at < levels.length - 1) return '# may only be the last level';
    if (level === '+' || level === '#' || NAME.test(level)) continue;
    if (/[{}+#]/.test(level)) return `level “${level}” mixes a name or wildcard with text; a level is one or the other`;
  }
  const names = levels.flatMap((level) => NAME.exec(level)?.[1] ?? []);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return `{${twice}} is there twice`;
  return {
    text,
    filter: levels.map((level) => (NAME.test(level) ? '+' : level)).join('/'),
    match: (topic: string) => matchLevels(levels, topic.split('/')),
  };
}

function matchLevels(levels: readonly string[], topic: readonly string[]): Partial<PointLabels> | undefined {
  const hasRest = levels.at(-1) === '#';
  const wanted = hasRest ? levels.slice(0, -1) : levels;
  if (hasRest ? topic.length < wanted.length : topic.length !== wanted.length) return undefined;
  const found: Record<string, string> = {};
  for (const [at, level] of wanted.entries()) {
    const name = NAME.exec(level)?.[1];
    const part = topic[at] ?? '';
    if (name !== undefined) found[name] = part;
    else if (level !== '+' && level !== part) return undefined;
  }
  const { asset, measurement, field, ...tags } = found;
  return { asset, measurement, field, tags };
}

export const topicTemplateSchema = z
  .string()
  .min(1)
  .transform((text, context) => {
    const template = readTopicTemplate(text);
    if (typeof template !== 'string') return template;
    context.addIssue(`${template}; expected like wells/{asset}/{measurement}/{field}`);
    return z.NEVER;
  });
