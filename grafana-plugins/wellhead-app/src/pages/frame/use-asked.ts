import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf } from '../../datasource/editor/use-catalogue.js';

/** What was asked for: on its way, here, or refused with a reason. */
export type Asked<T> =
  | { readonly kind: 'asking' }
  | { readonly kind: 'here'; readonly value: T }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Asks when the page is shown, when `key` changes, and again by the second member of the answer. Asking the same again keeps what is
 * shown until the new answer is here; another key empties it. With `everyMs` it asks again by itself.
 */
export function useAsked<T>(key: string, load: () => Promise<T>, everyMs?: number): readonly [Asked<T>, () => void] {
  const [state, setState] = useState<{ readonly key: string; readonly asked: Asked<T> }>({
    key,
    asked: { kind: 'asking' },
  });
  const [turn, setTurn] = useState(0);
  // A new function at each drawing; what it asks for is said by `key`.
  const newest = useRef(load);
  useEffect(() => {
    newest.current = load;
  });
  useEffect(() => {
    let shown = true;
    const show = (asked: Asked<T>): void => {
      if (shown) setState({ key, asked });
    };
    newest.current().then(
      (value) => show({ kind: 'here', value }),
      (reason: unknown) => show({ kind: 'failed', reason: messageOf(reason) }),
    );
    return () => {
      shown = false;
    };
  }, [key, turn]);
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => setTurn((last) => last + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  const again = useCallback(() => setTurn((last) => last + 1), []);
  return [state.key === key ? state.asked : { kind: 'asking' }, again];
}
