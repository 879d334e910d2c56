import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** Seconds of processor time that this process, its children and what they have ended took so far: what other work on the machine lengthens least. Linux. */
export function processorSeconds(): number {
  const parentOf = new Map<number, number>();
  const ticksOf = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    let stat: string;
    try {
      stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    } catch {
      // It ended between the list and the look.
      continue;
    }
    // After the name, which may hold anything: state, parent, …, and from the twelfth on user, system, and both of ended children.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    parentOf.set(pid, Number(fields[1]));
    ticksOf.set(
      pid,
      fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0),
    );
  }
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === process.pid || isOurs(parentOf.get(pid)));
  let ticks = 0;
  for (const [pid, taken] of ticksOf) if (isOurs(pid)) ticks += taken;
  return ticks / TICKS_PER_SECOND;
}
