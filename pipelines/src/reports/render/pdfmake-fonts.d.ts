declare module 'pdfmake/fonts/Roboto.js' {
  import type { TFontDictionary } from 'pdfmake/interfaces';
  /** The font that pdfmake carries (Apache-2.0), by the path of its files. */
  const fonts: TFontDictionary;
  export default fonts;
}
