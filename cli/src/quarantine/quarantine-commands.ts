import type { Command } from '../command.js';
import { edit, replay } from './repair-commands.js';
import { count, list, show } from './see-commands.js';

export const QUARANTINE_COMMANDS: readonly Command[] = [list, count, show, edit, replay];
