import { describe, expect, it } from 'vitest';
import { splitStatements } from './split-statements.js';

describe('a SQL file of a pack', () => {
  it('is cut at its semicolons, without the last empty piece', () => {
    expect(splitStatements('select 1;\n\nselect 2;\n').map(({ text }) => text)).toEqual(['select 1', 'select 2']);
  });

  it('keeps semicolons in strings, names, dollar quotes and comments', () => {
    const sql = `select ';''' as ";" /* ; */ -- ;\n, $$;$$, $tag$ ; $1 $tag$; select 2`;
    expect(splitStatements(sql)).toHaveLength(2);
  });

  it('gives each statement only the parameters that it names', () => {
    const [first, second] = splitStatements('select $2::date, $1::date, $2; select $2::date;');
    expect(first).toEqual({ text: 'select $1::date, $2::date, $1', uses: [2, 1] });
    expect(second).toEqual({ text: 'select $1::date', uses: [2] });
  });

  it('does not take a dollar in a string for a parameter', () => {
    expect(splitStatements(`select '$1', $1::text`)[0]).toEqual({ text: `select '$1', $1::text`, uses: [1] });
  });

  it('leaves out pieces that hold only comments', () => {
    expect(splitStatements('-- nothing to do\n;\n/* nor here */')).toEqual([]);
  });
});
