/** A test for names by patterns in which `*` stands for any text; without patterns everything fits. */
export function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => true;
  const texts = patterns.map((pattern) =>
    pattern
      .split('*')
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('.*'),
  );
  const expression = new RegExp(`^(?:${texts.join('|')})$`, 's');
  return (name) => expression.test(name);
}
