import os from 'node:os';

/**
 * Lets whoever waits for an answer go first; called once at the start of a worker or process that takes a core for seconds. On Linux a thread has a
 * priority of its own, which those that it starts take over; elsewhere it would be that of the whole process, so nothing happens.
 */
export function giveWay(): void {
  const below = os.constants.priority.PRIORITY_BELOW_NORMAL;
  // Who was started lower stays there: to rise takes a right that a service hardly has.
  if (process.platform === 'linux' && os.getPriority() < below) os.setPriority(below);
}
