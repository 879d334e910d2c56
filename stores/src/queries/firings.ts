import type { Firing, LimitKind } from '@wellhead/contracts';
import { marginOf } from '@wellhead/contracts';

/** What a rule looked at from one time on: it fires while the value is beyond the limit. */
export interface Look {
  readonly atMs: number;
  readonly value: number;
}

/**
 * When a rule on a limit would have fired: each run of looks beyond it, from the first until the first look that is not; in order of
 * time. A run that the last look belongs to goes on (`toMs` null). A gap between looks does not end a run: the last reading stays the last.
 */
export function firingsOf(
  looks: readonly Look[],
  limit: { readonly kind: LimitKind; readonly value: number },
  labels: Readonly<Record<string, string>>,
): Firing[] {
  const firings: Firing[] = [];
  let open: { fromMs: number; worst: number } | undefined;
  for (const { atMs, value } of looks) {
    const margin = marginOf(limit.kind, value, limit.value);
    if (margin > 0) {
      open ??= { fromMs: atMs, worst: value };
      if (margin > marginOf(limit.kind, open.worst, limit.value)) open.worst = value;
    } else if (open) {
      firings.push({ ...open, toMs: atMs, labels: { ...labels } });
      open = undefined;
    }
  }
  if (open) firings.push({ ...open, toMs: null, labels: { ...labels } });
  return firings;
}
