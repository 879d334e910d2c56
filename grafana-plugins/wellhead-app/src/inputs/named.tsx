import React, { useEffect, useRef, type ReactNode } from 'react';

/**
 * Names the input of a `Combobox` that has no label, whose `aria-label` Grafana drops, and of a `MultiCombobox`: Grafana 12.2 and before gives it an id of its own, so
 * that its label names nothing and the placeholder is read instead.
 */
export function Named({ name, children }: { readonly name: string; readonly children: ReactNode }): React.JSX.Element {
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => around.current?.querySelector('input')?.setAttribute('aria-label', name), [name]);
  return (
    <div ref={around} style={{ display: 'contents' }}>
      {children}
    </div>
  );
}
