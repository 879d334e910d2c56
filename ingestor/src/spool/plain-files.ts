import type { FileHandle } from 'node:fs/promises';

/** The file operations that a test may let fail. */
export interface SpoolFiles {
  write(handle: FileHandle, buffers: readonly Buffer[], position: number): Promise<void>;
  sync(handle: FileHandle): Promise<void>;
}

export const plainFiles: SpoolFiles = {
  async write(handle, buffers, position) {
    let rest = buffers;
    let at = position;
    while (rest.length > 0) {
      const { bytesWritten } = await handle.writev(rest, at);
      at += bytesWritten;
      rest = behind(rest, bytesWritten);
    }
  },
  sync: (handle) => handle.datasync(),
};

/** The buffers without their first `count` bytes: a write may take fewer than it was given. */
function behind(buffers: readonly Buffer[], count: number): readonly Buffer[] {
  let left = count;
  let index = 0;
  while (index < buffers.length && left >= (buffers[index] as Buffer).length) {
    left -= (buffers[index] as Buffer).length;
    index += 1;
  }
  const rest = buffers.slice(index);
  return left > 0 && rest[0] ? [rest[0].subarray(left), ...rest.slice(1)] : rest;
}
