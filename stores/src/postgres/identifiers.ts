/** A name as SQL: in double quotes, those inside doubled. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `schema.table` as SQL. */
export const quoteTable = (table: string): string => table.split('.').map(quoteIdentifier).join('.');
