import { backupCommand } from './backup/backup-command.js';
import { restoreCommand } from './backup/restore-command.js';
import type { Command } from './command.js';
import { doctorCommand } from './doctor/doctor-command.js';
import { FLOW_COMMANDS } from './flow/flow-commands.js';
import { QUARANTINE_COMMANDS } from './quarantine/quarantine-commands.js';
import { replayCommand } from './replay/replay-command.js';
import { TOKEN_COMMANDS } from './token/token-commands.js';
import { importCommand } from './import/import-command.js';
import { MIGRATE_COMMANDS } from './migrate/migrate-commands.js';
import { MODEL_COMMANDS } from './model/model-commands.js';
import { REPORT_COMMANDS } from './report/report-commands.js';
import { MODEL_CONFIG_COMMANDS } from './model/model-config-commands.js';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  doctorCommand,
  backupCommand,
  restoreCommand,
  ...TOKEN_COMMANDS,
  ...QUARANTINE_COMMANDS,
  replayCommand,
  importCommand,
  ...FLOW_COMMANDS,
  ...REPORT_COMMANDS,
  ...MODEL_COMMANDS,
  ...MODEL_CONFIG_COMMANDS,
  ...MIGRATE_COMMANDS,
];
