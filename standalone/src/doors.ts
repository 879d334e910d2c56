/** One way in: what it is for, where it is, who one is there and where the secret lies. */
export interface Door {
  readonly what: string;
  readonly address: string;
  readonly user: string;
  readonly secret: string;
}

/** The table of doors as text, columns as wide as they need. */
export function doorTable(doors: readonly Door[]): string {
  const rows = [
    ['Door', 'Address', 'User', 'Password or token'],
    ...doors.map(({ what, address, user, secret }) => [what, address, user, secret]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd(),
  );
  lines.splice(1, 0, `  ${widths.map((width) => '─'.repeat(width)).join('   ')}`);
  return lines.join('\n');
}
