/** Turns the reason why a file did not open into one sentence that says what to do. Apart from the engine, so that the main thread need not load it. */
export function openFailure(file: string, reason: string): string {
  const lock = /Could not set lock on file|being used by another process/i.test(reason);
  const pid = /PID (\d+)/.exec(reason)?.[1];
  if (lock) {
    return `The telemetry file ${file} is in use by another process${pid ? ` (PID ${pid})` : ''}: stop that one first, or use another data folder.`;
  }
  if (/not a valid DuckDB database file/i.test(reason)) {
    return `The telemetry file ${file} is not a DuckDB file: move it away, or use another data folder.`;
  }
  if (/No such file or directory|Permission denied|Cannot open file|Read-only file system/i.test(reason)) {
    return `The telemetry file ${file} cannot be opened for writing: make its folder and let this user write there (${reason.split('\n')[0]}).`;
  }
  return `The telemetry file ${file} cannot be opened: ${reason.split('\n')[0]}`;
}
