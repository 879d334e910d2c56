import { ALL, type ResolvedVariable } from './variables.js';
import type { PanelJson } from './dashboard-json.js';

const COLUMNS = 24;
/** Grafana's own, where a panel does not say. */
const MOST_IN_A_ROW = 4;
/** Ids of repeated panels: far from those that dashboards use. */
const ID_STEP = 100_000;

/**
 * Panels with `repeat` once for each chosen value of their variable, beside one another, as Grafana lays them out: they share the width of the
 * dashboard, and what comes below moves down. Without a value the panel is there once. Pure.
 */
export function repeatPanels(
  panels: readonly PanelJson[],
  variables: readonly ResolvedVariable[],
): readonly PanelJson[] {
  let moved = 0;
  return panels.flatMap((panel) => {
    const below = (by: number): PanelJson => ({ ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y + by } });
    const variable = variables.find(({ name }) => name === panel.repeat);
    const chosen = variable?.options.filter(
      ({ value }) => variable.chosen.includes(ALL) || variable.chosen.includes(value),
    );
    if (!variable || !chosen || chosen.length === 0) return [below(moved)];
    const inARow = Math.min(chosen.length, panel.maxPerRow ?? MOST_IN_A_ROW);
    const { h } = panel.gridPos;
    const w = Math.floor(COLUMNS / inARow);
    const shift = moved;
    moved += (Math.ceil(chosen.length / inARow) - 1) * h;
    return chosen.map((option, at) => ({
      ...filled(below(shift), variable.name, option),
      id: panel.id + at * ID_STEP,
      gridPos: { x: (at % inARow) * w, y: panel.gridPos.y + shift + Math.floor(at / inARow) * h, w, h },
    }));
  });
}

/** The panel with one value in place of its variable; its text in the title and where it says `:text`. */
function filled(panel: PanelJson, name: string, { label, value }: ResolvedVariable['options'][number]): PanelJson {
  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
  const put = <T>(part: T, shown: string): T =>
    JSON.parse(
      JSON.stringify(part)
        .replaceAll(`\${${name}:text}`, () => inJson(label))
        .replaceAll(new RegExp(`\\$${name}\\b|\\$\\{${name}\\}`, 'g'), () => inJson(shown)),
    ) as T;
  const { title, ...rest } = panel;
  return title === undefined ? put(rest, value) : { ...put(rest, value), title: put(title, label) };
}
