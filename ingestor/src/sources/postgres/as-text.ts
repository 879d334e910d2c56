/** Values as Postgres writes them, for queries in `rowMode: 'array'`. */
export const asText = { getTypeParser: () => (text: string) => text };
