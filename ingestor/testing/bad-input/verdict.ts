/** What became of an input. Anything else (an exception, no reason) is a fault of ours and is thrown. */
export type Verdict = { readonly kind: 'taken' } | { readonly kind: 'refused'; readonly says: string };

export const TAKEN: Verdict = { kind: 'taken' };

/** A refusal; throws when it says nothing, or what only we should see. */
export function refused(says: string): Verdict {
  if (says.trim() === '') throw new Error('a refusal says nothing');
  if (/\n\s+at /.test(says)) throw new Error(`a refusal shows a stack: ${says.slice(0, 200)}`);
  return { kind: 'refused', says };
}
