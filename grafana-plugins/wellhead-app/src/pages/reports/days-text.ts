import type { ReportAnswer } from '@wellhead/contracts';

/** “2026-11-16 … 2026-11-22”, or the one day. */
export const daysText = ({ fromDay, toDay }: Pick<ReportAnswer, 'fromDay' | 'toDay'>): string =>
  fromDay === toDay ? fromDay : `${fromDay} … ${toDay}`;
