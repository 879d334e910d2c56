/** One statement of a SQL file, ready for a prepared query. */
export interface Statement {
  readonly text: string;
  /** Which of the file's parameters it uses, 1-based, in the order of its own `$1`, `$2`. */
  readonly uses: readonly number[];
}

/** What may hide a semicolon or a `$1`: strings, quoted names, dollar quotes, comments. Postgres lexical structure, chapter 4.1. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|\$(\d+)|;|[^;'"$/-]+|[\s\S]/g;

/**
 * Splits a SQL file into its statements and renumbers the parameters of each: a prepared query holds one statement and
 * must be given exactly the parameters it names, so a file that says `$1` in one and `$2` in another needs both.
 */
export function splitStatements(sql: string): Statement[] {
  const statements: Statement[] = [];
  let text = '';
  let uses: number[] = [];
  let blank = true;
  const finish = (): void => {
    if (!blank) statements.push({ text: text.trim(), uses });
    text = '';
    uses = [];
    blank = true;
  };
  for (const match of sql.matchAll(TOKEN)) {
    const token = match[0];
    const parameter = match[2];
    if (token === ';') {
      finish();
    } else if (parameter !== undefined) {
      const number = Number(parameter);
      if (!uses.includes(number)) uses.push(number);
      text += `$${uses.indexOf(number) + 1}`;
      blank = false;
    } else {
      text += token;
      if (!token.startsWith('--') && !token.startsWith('/*') && token.trim() !== '') blank = false;
    }
  }
  finish();
  return statements;
}
