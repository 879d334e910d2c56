import type { Caller, Role } from '@wellhead/contracts';
import React, { createContext, useContext, type ReactNode } from 'react';
import { ask } from './ask.js';
import { Shown } from './shown.js';
import { useAsked } from './use-asked.js';

const CallerContext = createContext<Caller>({ role: 'viewer', name: null });

const RANK: Readonly<Record<Role, number>> = { viewer: 0, editor: 1, admin: 2 };

/** Who asks, as the API sees it, for everything below. */
export function WithCaller({ children }: { readonly children: ReactNode }): React.JSX.Element {
  const [caller] = useAsked('me', () => ask<Caller>('GET', 'me'));
  return (
    <Shown asked={caller} what="your role">
      {(value) => <CallerContext.Provider value={value}>{children}</CallerContext.Provider>}
    </Shown>
  );
}

/** Whether who asks may do what needs this role: a page offers only what will not be refused. */
export function useMay(needed: Role): boolean {
  return RANK[useContext(CallerContext).role] >= RANK[needed];
}
