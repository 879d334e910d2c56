/** The token that somebody signed in with, for as long as the tab is open. Without one the API knows a viewer of this machine. */

const KEY = 'wellhead-token';

export const keptToken = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;

export function keepToken(token: string | undefined): void {
  if (token === undefined) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
}
