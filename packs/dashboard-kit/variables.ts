import type { RecordFilter } from '@wellhead/contracts';
import { WELLHEAD } from './query.js';
import { dashboard } from './sdk.js';

/** A list variable of fixed choices; the first one is chosen. The texts must not hold a comma or a colon. */
export function choice(
  name: string,
  label: string,
  description: string,
  choices: readonly { readonly text: string; readonly value: string }[],
): dashboard.CustomVariableBuilder {
  const options = choices.map(({ text, value }, index) => ({ text, value, selected: index === 0 }));
  const first = options[0];
  if (first === undefined) throw new RangeError(`the variable ${name} has no choices`);
  return new dashboard.CustomVariableBuilder(name)
    .label(label)
    .description(description)
    .values(choices.map(({ text, value }) => (text === value ? text : `${text} : ${value}`)).join(','))
    .options(options)
    .current(first);
}

/** A list variable of a column's words; `%` stands for all of them: filters compare with `like`. */
export const wordChoice = (
  name: string,
  label: string,
  description: string,
  words: readonly string[],
): dashboard.CustomVariableBuilder =>
  choice(name, label, description, [
    { text: 'All', value: '%' },
    ...words.map((word) => ({ text: word, value: word })),
  ]);

/** What a variable of the catalogue lists; `asset` may name a variable before it, so that choices chain. */
interface CatalogueChoice {
  readonly kind: 'assets' | 'signals';
  /** Only assets of this kind. */
  readonly assetKind?: string;
  /** Assets below this one, or signals of it. */
  readonly asset?: string;
}

/** What a variable of a mart lists: each value of a column once. A filter may name variables before it, so that choices chain. */
interface ColumnChoice {
  readonly table: string;
  readonly column: string;
  /** Column whose words are shown instead. */
  readonly textColumn?: string;
  readonly filters?: readonly RecordFilter[];
  /** Only rows of the time range of the dashboard. */
  readonly timeColumn?: string;
  /** The last by the alphabet, or the newest, first. */
  readonly descending?: boolean;
}

/** A list variable of what stands in a column of a mart. */
export const columnChoice = (
  name: string,
  label: string,
  description: string,
  listed: ColumnChoice,
): dashboard.QueryVariableBuilder => {
  const choices = queried(name, label, description, { kind: 'column', ...listed });
  return listed.timeColumn === undefined ? choices : choices.refresh(dashboard.VariableRefresh.OnTimeRangeChanged);
};

const queried = (name: string, label: string, description: string, asked: object): dashboard.QueryVariableBuilder =>
  new dashboard.QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(WELLHEAD)
    .query({ refId: 'variable', ...asked })
    .refresh(dashboard.VariableRefresh.OnDashboardLoad)
    .sort(dashboard.VariableSort.Disabled);

/** A list variable of assets or signals as the catalogue has them now. */
export const catalogueChoice = (
  name: string,
  label: string,
  description: string,
  listed: CatalogueChoice,
): dashboard.QueryVariableBuilder => queried(name, label, description, listed);
