import type { ScopedVars } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import type { Expand } from './interpolate.js';

/** Never part of a name, so that values with commas stay whole. */
const SEPARATOR = '\u001f';

/** Grafana's template variables as `Expand`. */
export const expandWith =
  (scopedVars: ScopedVars): Expand =>
  (text) =>
    getTemplateSrv()
      .replace(text, scopedVars, (value: string | string[]) => (Array.isArray(value) ? value.join(SEPARATOR) : value))
      .split(SEPARATOR);
