import { migrationStatus } from '@wellhead/stores';
import { CommandFailure, reasonOf } from '../failure.js';
import { withDatabase } from '../installation/database.js';
import { loadPacks } from '../installation/packs.js';
import type { Settings } from '../settings.js';
import { type Finding, fail, pass, warn } from './finding.js';

/** Postgres, and whether its tables are those of this version. */
export async function lookAtDatabase(settings: Settings): Promise<Finding[]> {
  try {
    const packs = await loadPacks(settings);
    return await withDatabase(settings, async ({ pool, url }) => {
      const { rows } = await pool.query<{ version: string }>("select current_setting('server_version') as version");
      const all = await migrationStatus(pool, packs);
      const applied = new Set(all.filter(({ appliedAt }) => appliedAt !== undefined).map(({ name }) => name));
      const unused = packs.filter(
        ({ migrations }) => settings.WELLHEAD_PACKS === undefined && !migrations.some(({ name }) => applied.has(name)),
      );
      // Of a pack that lies there, and that nobody has named or ever started, nothing is missing.
      const optional = new Set(unused.flatMap(({ migrations }) => migrations.map(({ name }) => name)));
      const states = all.filter(({ name }) => !optional.has(name));
      const waiting = states.filter(({ appliedAt }) => appliedAt === undefined).map(({ name }) => name);
      return [
        pass('Postgres', `${rows[0]?.version ?? ''} at ${new URL(url).host}`),
        waiting.length === 0
          ? pass('migrations', `all ${states.length} are applied`)
          : warn('migrations', `to come: ${waiting.join(', ')}`, 'Restart the services, or: wellhead migrate up'),
      ];
    });
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return [fail('Postgres', reasonOf(error), 'Mend what the sentence says, then run wellhead doctor again.')];
  }
}
