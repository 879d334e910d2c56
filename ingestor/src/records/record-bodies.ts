import { z } from 'zod';

/** Body of `POST /api/v1/records/:type`: rows alone, or below `rows`. Each row is checked against the schema of its type on its own. */
export const jsonRecordsSchema = z.union([
  z.array(z.unknown()),
  z.strictObject({ rows: z.array(z.unknown()) }).transform(({ rows }) => rows),
]);
