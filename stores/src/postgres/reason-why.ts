/** A bounded list of refusals ends with one that stands for the rest and tells the reason of the first of them. */
const STANDS_FOR_MORE = '^and [0-9]+ more from here on; the first says: ';
/** What follows one of these is particular to the one refusal. */
const PARTICULARS = ['; found', '; expected', ':'] as const;

/** Why something was refused, without what was found and expected: a text within the reason that refusals of one kind share. Pure. */
export function whyOf(reason: string): string {
  return PARTICULARS.reduce(
    (text, mark) => text.split(mark, 1)[0] ?? text,
    reason.replace(new RegExp(STANDS_FOR_MORE), ''),
  );
}

/** The same of the column `reason`, in SQL. */
export const WHY_OF_REASON = PARTICULARS.reduce(
  (text, mark) => `split_part(${text}, '${mark}', 1)`,
  `regexp_replace(reason, '${STANDS_FOR_MORE}', '')`,
);
