import { inflateSync } from 'node:zlib';

/**
 * What a PDF by pdfmake says, as a reader would copy it: the glyphs of its pages by the table that each embedded font brings (ToUnicode). A letter that the font
 * does not have comes out as U+0000. Page by page, one line each text.
 */
export function pdfText(pdf: Buffer): string {
  const objects = new Map(
    [...pdf.toString('latin1').matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, number = '', body = '']) => [
      number,
      body,
    ]),
  );
  const all = [...objects.values()];
  const fonts = new Map(
    all
      .flatMap((body) => [...body.matchAll(/\/(F\d+) (\d+) 0 R/g)])
      .map(([, name = '', number = '']) => [name, lettersOf(objects, objects.get(number) ?? '')]),
  );
  const pages = all.filter((body) => body.includes('stream')).map(streamOf);
  return pages
    .filter((page) => page.includes('BT'))
    .flatMap((page) => [...page.matchAll(/\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)])
    .reduce(
      ({ font, text }, [, name, shown]) =>
        name === undefined ? { font, text: `${text}${wordsOf(shown ?? '', fonts.get(font))}\n` } : { font: name, text },
      { font: '', text: '' },
    ).text;
}

function streamOf(body: string): string {
  const at = body.indexOf('stream\n');
  const bytes = Buffer.from(body.slice(at + 'stream\n'.length, body.lastIndexOf('\nendstream')), 'latin1');
  return body.includes('/FlateDecode') ? inflateSync(bytes).toString('latin1') : bytes.toString('latin1');
}

/** Letters of a font by the number of their glyph in it. */
function lettersOf(objects: ReadonlyMap<string, string>, font: string): readonly string[] {
  const [, number = ''] = /\/ToUnicode (\d+) 0 R/.exec(font) ?? [];
  const table = objects.get(number);
  if (table === undefined) return [];
  return [...streamOf(table).matchAll(/<[0-9a-f]{4}> <[0-9a-f]{4}> \[(.*?)\]/gs)].flatMap(([, list = '']) =>
    [...list.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = '']) =>
      String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16))),
    ),
  );
}

const wordsOf = (shown: string, letters: readonly string[] = []): string =>
  [...shown.matchAll(/<([0-9a-f]+)>/g)]
    .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
    .map((glyph) => letters[Number.parseInt(glyph, 16)] ?? '\0')
    .join('');
