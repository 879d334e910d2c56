import type { Call } from '../command.js';
import { wrongUse } from '../failure.js';

/** What the commands of models share. */

export const MODEL_ARGUMENT = { name: 'MODEL', describes: 'a version, as model list shows it: octane@3' };

export function pathOf(call: Call): string {
  const given = call.given['MODEL'] ?? '';
  const [, name, version] = /^([a-z][a-z0-9-]*)@(\d+)$/.exec(given) ?? [];
  if (name === undefined) throw wrongUse(`MODEL: found “${given}”, expected a name and a version such as octane@3.`);
  return `/api/v1/models/${name}/${version}`;
}
