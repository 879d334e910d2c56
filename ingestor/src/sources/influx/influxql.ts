/** What InfluxDB 1 clients ask before they write, out of the InfluxQL that `/query` carries. */
export type Statement =
  | { readonly kind: 'create-database'; readonly database: string }
  | { readonly kind: 'show-databases' }
  | { readonly kind: 'show-retention-policies'; readonly database: string | undefined }
  /** Anything else: we take data in, we do not answer InfluxQL. */
  | { readonly kind: 'other'; readonly text: string };

const IDENTIFIER = String.raw`("(?:[^"\\]|\\.)+"|[A-Za-z_][\w]*)`;
const CREATE_DATABASE = new RegExp(String.raw`^create\s+database\s+${IDENTIFIER}(?:\s+with\s.+)?$`, 'is');
const SHOW_DATABASES = /^show\s+databases$/i;
const SHOW_POLICIES = new RegExp(String.raw`^show\s+retention\s+policies(?:\s+on\s+${IDENTIFIER})?$`, 'i');

/** Reads the statements of a query, in order; an empty query has none. Syntax: InfluxQL specification, docs.influxdata.com. */
export const readStatements = (query: string): Statement[] =>
  splitStatements(query)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(readStatement);

function readStatement(text: string): Statement {
  const created = CREATE_DATABASE.exec(text)?.[1];
  if (created !== undefined) return { kind: 'create-database', database: nameOf(created) };
  if (SHOW_DATABASES.test(text)) return { kind: 'show-databases' };
  const policies = SHOW_POLICIES.exec(text);
  if (policies)
    return { kind: 'show-retention-policies', database: policies[1] === undefined ? undefined : nameOf(policies[1]) };
  return { kind: 'other', text };
}

const nameOf = (identifier: string): string =>
  identifier.startsWith('"') ? identifier.slice(1, -1).replace(/\\(.)/g, '$1') : identifier;

/** Cuts at semicolons, but not within quotes of either kind. */
function splitStatements(query: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let quote = '';
  for (let at = 0; at < query.length; at++) {
    const letter = query[at] as string;
    if (quote !== '') {
      if (letter === '\\') at++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ';') {
      parts.push(query.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, query.slice(from)];
}
