import os from 'node:os';

/**
 * Lets whoever waits for an answer go first; called once at the start of a worker or process that takes a core for seconds. On Linux a thread has a
 * priority of its own, which those that it starts take over; elsewhere it would be that of the whole process, so nothing happens.
 */
export function giveWay(): void {
  if (process.platform === 'linux') os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
}
