import { type dashboard, text } from './sdk.js';

/** The note that says what the data is: in the top row beside figures, else below all panels. Every panel says it shortly in its description. */
export const note = (
  id: number,
  title: string,
  description: string,
  position: dashboard.GridPos,
  content: string,
): text.PanelBuilder =>
  new text.PanelBuilder()
    .id(id)
    .title(title)
    .description(description)
    .gridPos(position)
    .transparent(true)
    .mode(text.TextMode.Markdown)
    .content(content);
