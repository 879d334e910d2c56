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
      const states = await migrationStatus(pool, packs);
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
