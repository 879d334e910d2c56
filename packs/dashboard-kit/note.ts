import { type dashboard, text } from './sdk.js';

/** The note that says what the data is: in the top row beside figures, or in a line above all panels. */
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
