import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The file of a program on the PATH: real peers that tests drive where they are installed. */
export const findProgram = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
