import type { RunAnswer } from '@wellhead/contracts';

/** How a run is done again. */
export interface Rerun {
  readonly path: string;
  readonly body: object;
  /** The numbers are compared and nothing is published: the outcome is waited for. */
  readonly compares: boolean;
  /** The sentence that tells what was done. */
  told(output: unknown): string;
}

/** What a forecast that was worked out again came to. */
function comparedText(output: unknown): string {
  const { kind, reasons = [] } = (output ?? {}) as { readonly kind?: string; readonly reasons?: readonly string[] };
  if (kind === 'identical') return 'Worked out again: the same numbers, to the last digit';
  if (kind === 'no-record') return 'This run keeps no record by which it could be worked out again';
  if (reasons.length > 0) return `Worked out again, with other numbers: ${reasons.join('; ')}`;
  return 'Worked out again, with other numbers, though nothing that is recorded has changed';
}

const dayOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A flow runs again for its days, a forecast is worked out again from its record; of other runs nothing is known that could be repeated. */
export function rerunOf({ id, kind, name, detail }: RunAnswer): Rerun | undefined {
  switch (kind) {
    case 'flow': {
      const days = { fromDay: dayOf(detail['fromDay']), toDay: dayOf(detail['toDay']) };
      const said = days.fromDay === undefined ? '' : ` for ${days.fromDay} to ${days.toDay ?? days.fromDay}`;
      return {
        path: `flows/${encodeURIComponent(name)}/run`,
        body: days,
        compares: false,
        told: () => `${name} was started again${said}`,
      };
    }
    case 'forecast':
      return {
        path: `runs/${encodeURIComponent(id)}/rerun`,
        body: {},
        compares: true,
        told: comparedText,
      };
    case 'replay':
    case 'model':
    case 'diagnosis':
    case 'report':
      return undefined;
    default:
      return kind satisfies never;
  }
}
