import type { DataFrame } from '@grafana/data';

/** What Grafana tells of the data when it asks for suggestions (12.3 and later; earlier versions ask their own panels only). */
interface DataSummary {
  readonly hasData?: boolean;
  readonly rawFrames?: readonly DataFrame[];
}
interface Suggestion {
  readonly name: string;
  readonly description: string;
  readonly score: number;
}
/** The part of a panel plugin that takes suggestions: its argument is typed differently in Grafana 12.0 and 12.4. */
interface Suggesting {
  setSuggestionsSupplier(supplier: never): unknown;
}

/** Offers a panel in the picker of visualisations for data that it can draw. `score`: 100 = the best there is for such data, 70 = good. */
export function suggestFor<Plugin extends Suggesting>(
  plugin: Plugin,
  suggestion: Suggestion,
  draws: (frames: readonly DataFrame[]) => boolean,
): Plugin {
  const supplier = ({ hasData, rawFrames }: DataSummary): Suggestion[] =>
    hasData !== false && rawFrames !== undefined && draws(rawFrames) ? [suggestion] : [];
  plugin.setSuggestionsSupplier(supplier as never);
  return plugin;
}
