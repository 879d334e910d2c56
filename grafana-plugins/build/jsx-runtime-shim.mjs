/**
 * Stands in for react/jsx-runtime in bundled libraries: a bundled React 18 runtime crashes on React 19, and Grafana shares its own
 * only from 12.3 on. createElement is the same in both.
 */
import { createElement, Fragment } from 'react';

export { Fragment };
export function jsx(type, props, key) {
  const { children, ...rest } = props ?? {};
  if (key !== undefined) rest.key = key;
  if (children === undefined) return createElement(type, rest);
  return Array.isArray(children) ? createElement(type, rest, ...children) : createElement(type, rest, children);
}
export const jsxs = jsx;
export const jsxDEV = jsx;
