import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStatements } from './influxql.js';

describe('the InfluxQL that clients send before they write', () => {
  it.each([
    ['CREATE DATABASE "telegraf"', [{ kind: 'create-database', database: 'telegraf' }]],
    ['create database plain', [{ kind: 'create-database', database: 'plain' }]],
    ['CREATE DATABASE "a \\"b\\"" WITH DURATION 3d', [{ kind: 'create-database', database: 'a "b"' }]],
    ['SHOW DATABASES;', [{ kind: 'show-databases' }]],
    ['SHOW RETENTION POLICIES ON "wellhead"', [{ kind: 'show-retention-policies', database: 'wellhead' }]],
    ['show retention policies', [{ kind: 'show-retention-policies', database: undefined }]],
    [
      'SHOW DATABASES; CREATE DATABASE "x;y"',
      [{ kind: 'show-databases' }, { kind: 'create-database', database: 'x;y' }],
    ],
    ['SELECT * FROM "m" WHERE a = \';\'', [{ kind: 'other', text: 'SELECT * FROM "m" WHERE a = \';\'' }]],
    ['  ;  ', []],
  ])('reads %j', (query, statements) => {
    expect(readStatements(query)).toEqual(statements);
  });

  it('reads back any name that was quoted as InfluxDB quotes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (database) => {
        const quoted = `"${database.replace(/["\\]/g, '\\$&')}"`;
        expect(readStatements(`CREATE DATABASE ${quoted}`)).toEqual([{ kind: 'create-database', database }]);
      }),
    );
  });
});
