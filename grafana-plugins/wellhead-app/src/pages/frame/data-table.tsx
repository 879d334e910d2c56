import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { type ReactNode } from 'react';

export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  /** Numbers stand right, one below the other. */
  readonly kind?: 'number' | 'code' | 'actions';
}

export interface DataTableProps<T> {
  /** What the rows are, for those who hear the page. */
  readonly label: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** The first one names the row. */
  readonly columns: readonly Column<T>[];
  /** Said when there is no row. */
  readonly empty: ReactNode;
}

/** Rows with named columns; the first column names the row. */
export function DataTable<T>({ label, rows, keyOf, columns, empty }: DataTableProps<T>): React.JSX.Element {
  const styles = useStyles2(stylesOf);
  if (rows.length === 0) return <p className={styles.empty}>{empty}</p>;
  const classOf = ({ kind }: Column<T>): string | undefined =>
    kind === undefined ? undefined : cx({ [styles[kind]]: true });
  return (
    // Scrolled by keyboard too, hence the tab stop.
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, at) =>
                at === 0 ? (
                  <th key={column.title} scope="row" className={classOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.title} className={classOf(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  empty: css({ margin: 0, color: theme.colors.text.secondary }),
  scroll: css({ overflowX: 'auto' }),
  table: css({
    width: '100%',
    'th, td': {
      padding: theme.spacing(0.75, 1),
      textAlign: 'left',
      verticalAlign: 'middle',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    },
    'thead th': {
      color: theme.colors.text.secondary,
      fontWeight: theme.typography.fontWeightMedium,
      whiteSpace: 'nowrap',
    },
    'tbody th': { fontWeight: theme.typography.fontWeightMedium },
    small: {
      display: 'block',
      color: theme.colors.text.secondary,
      fontWeight: theme.typography.fontWeightRegular,
    },
  }),
  number: css({ '&&': { textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' } }),
  code: css({
    'td&': {
      fontFamily: theme.typography.fontFamilyMonospace,
      fontSize: theme.typography.bodySmall.fontSize,
      overflowWrap: 'anywhere',
      minWidth: 160,
    },
  }),
  actions: css({ '&&': { textAlign: 'right' }, whiteSpace: 'nowrap', button: { marginLeft: theme.spacing(0.5) } }),
});
