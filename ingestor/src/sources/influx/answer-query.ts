import { readStatements, type Statement } from './influxql.js';

/** An answer of `/query`, as InfluxDB 1.8 shapes it. */
export interface QueryAnswer {
  readonly status: 200 | 400;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers the statements that clients send before they write; every other one gets an error of its own, as InfluxDB tells it. */
export function answerQuery(query: string, bucket: string): QueryAnswer {
  const statements = readStatements(query);
  if (statements.length === 0) return { status: 400, body: { error: 'missing required parameter "q"' } };
  const results = statements.map((statement, at) => ({ statement_id: at, ...resultOf(statement, bucket) }));
  return { status: 200, body: { results } };
}

function resultOf(statement: Statement, bucket: string): Readonly<Record<string, unknown>> {
  switch (statement.kind) {
    case 'create-database':
      return statement.database === bucket ? {} : { error: noOther(statement.database, bucket) };
    case 'show-databases':
      return { series: [{ name: 'databases', columns: ['name'], values: [[bucket]] }] };
    case 'show-retention-policies':
      return statement.database === undefined || statement.database === bucket
        ? { series: [{ columns: POLICY_COLUMNS, values: [['autogen', '0s', '168h0m0s', 1, true]] }] }
        : { error: `database not found: ${statement.database}` };
    case 'other':
      return {
        error:
          `not implemented: ${statement.text.slice(0, 200)}. Here data is only written; ` +
          'read it through Grafana, POST /api/v1/query or the InfluxDB behind. Known are CREATE DATABASE, SHOW DATABASES, SHOW RETENTION POLICIES.',
      };
    default:
      return statement satisfies never;
  }
}

const POLICY_COLUMNS = ['name', 'duration', 'shardGroupDuration', 'replicaN', 'default'];

const noOther = (database: string, bucket: string): string =>
  `database "${database}" cannot be created: this server keeps the one database "${bucket}". Set the database of the client to it.`;
