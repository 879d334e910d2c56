import {
  MS_PER_DAY,
  type BackTest,
  type FailureCard,
  type FailureWatch,
  type RegisteredModel,
} from '@wellhead/contracts';
import { openModelRegistry, type Run } from '@wellhead/stores';
import type { FailureLesson, JudgedFailures } from '../failure/learn-failures.js';
import type { WarningScore } from '../failure/judge-warnings.js';
import type { FailureModel } from '../failure/train-failure.js';
import { versionsNow } from '../run/versions.js';
import {
  FAILURE_DAYS,
  failureModelName,
  HISTORY_DAYS,
  loadFailureModel,
  watchedFailures,
  type Watched,
} from './failure-models.js';
import { forecastFailures } from './forecast-failures.js';
import { promoteByGate } from './promote-by-gate.js';
import { readWells, type Wells } from './read-wells.js';
import { sha256, type LearningContext, type LessonEnd, type LessonTerms } from './train-network.js';

/** Of the days with readings; what comes after is not learnt from, and judged on. */
const LEARNT_SHARE = 0.7;

/** Models of failures of every watch: split by machine and by time, tried on machines and days that nothing was learnt from, then asked. */
export async function trainFailures(
  { seed, by, asOfMs, tell }: LessonTerms,
  run: Run,
  context: LearningContext,
): Promise<readonly LessonEnd[]> {
  const ends: LessonEnd[] = [];
  const all = await watchedFailures(context.stores);
  for (const watched of all) {
    const span = { fromMs: asOfMs - HISTORY_DAYS * MS_PER_DAY, untilMs: asOfMs };
    const wells = await readWells(watched.watch, watched.recordType, context.stores, span);
    for (const withinDays of FAILURE_DAYS) {
      tell(failureModelName(watched.watch, withinDays), 'models', ends.length, all.length * FAILURE_DAYS.length);
      ends.push(await trainOne({ ...watched, wells, withinDays, seed, by }, run, context));
    }
  }
  if (ends.length > 0) await forecastFailures({ asOfMs }, run, context);
  return ends;
}

/** Three quarters of the machines to learn from, a quarter held out: by the order of their names, so that it stays. */
export function lessonOf(
  {
    watch,
    wells: { wells, days },
  }: { readonly watch: Pick<FailureWatch, 'signals'>; readonly wells: Pick<Wells, 'wells' | 'days'> },
  terms: { readonly withinDays: number; readonly seed: number },
  incumbent: FailureModel | undefined,
): FailureLesson {
  const start = Math.min(days, ...wells.map(({ startsOnDay = 0 }) => startsOnDay));
  const of = (...places: readonly number[]) => wells.filter((_, at) => places.includes(at % 4));
  const untilDay = Math.round(start + (days - start) * LEARNT_SHARE);
  return {
    training: { signals: watch.signals, untilDay, ...terms },
    learnt: of(0, 1, 2),
    heldOut: of(3),
    incumbent,
  };
}

async function trainOne(
  order: Watched & { readonly wells: Wells; readonly withinDays: number; readonly seed: number; readonly by: string },
  run: Run,
  { stores, thread }: LearningContext,
): Promise<LessonEnd> {
  const { pack, watch, wells, withinDays, seed, by } = order;
  const name = failureModelName(watch, withinDays);
  const registry = openModelRegistry(stores.pool);
  const champion = await registry.champion(name);
  const lesson = lessonOf(order, { withinDays, seed }, await loadFailureModel(registry, champion));
  const judged = await thread.learn<'failures'>({ kind: 'failures', lesson });
  if (judged.kind !== 'trained') {
    const reason =
      judged.kind === 'too-few-failures'
        ? `${judged.have} failures to learn from, ${judged.need} are needed`
        : `no days of held-out machines to judge it on: ${wells.wells.length} machines have readings`;
    await run.log('info', 'train', `${name} was not trained: ${reason}`);
    return { lesson: name, reason };
  }
  const { failure, threshold } = judged;
  const card: FailureCard = {
    pack: pack.name,
    watch: watch.name,
    signals: watch.signals,
    withinDays,
    seed,
    untilDay: lesson.training.untilDay,
    calibration: { ...failure.calibration, seenUpTo: finite(failure.calibration.seenUpTo) },
    threshold,
    heldOut: {
      machines: judged.wells,
      days: judged.days,
      warnings: scoreOf(judged.warnings),
      rule: scoreOf(judged.rule),
    },
  };
  const untilMs = wells.firstDayMs + lesson.training.untilDay * MS_PER_DAY;
  const registered = await registry.register({
    name,
    kind: 'failure',
    bytes: failure.model,
    card: {
      describes: `Failure of ${watch.title} within ${withinDays} days${pack.dataLabel ? ` (${pack.dataLabel})` : ''}`,
      trainedUntilMs: untilMs,
      seed,
      isCalibrated: true,
      failure: card,
    },
    reproduction: {
      fromMs: wells.firstDayMs,
      untilMs: wells.firstDayMs + wells.days * MS_PER_DAY,
      dataSha256: wells.dataSha256,
      seed,
      configuration: { watch, recordType: order.recordType, withinDays, machines: wells.wells.map(({ id }) => id) },
      versions: { ...versionsNow() },
      resultSha256: sha256(failure.model),
    },
    by,
    reason: `trained on ${lesson.learnt.length} machines until ${new Date(untilMs).toISOString().slice(0, 10)} (run ${run.id})`,
  });
  const id = `${name}@${registered.version}`;
  await run.log('info', 'train', `Trained ${id}`, { ...card.heldOut, threshold });
  const outcome = { kind: 'tested' as const, backTest: backTestOf(judged, champion, registered) };
  return { lesson: id, ...(await promoteByGate(registered, outcome, { registry, run, by, promote: true })) };
}

/** Brier scores in the place of errors: the same gate. The champion is not compared with itself. */
const backTestOf = (
  { brier, wells, days }: Extract<JudgedFailures, { kind: 'trained' }>,
  champion: RegisteredModel | undefined,
  { version }: RegisteredModel,
): BackTest => ({
  error: brier.own,
  naiveError: brier.naive,
  incumbentError: champion?.version === version ? null : (brier.incumbent ?? null),
  series: wells,
  origins: days,
});

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const scoreOf = ({ precision, recall, leadDays, ...score }: WarningScore): FailureCard['heldOut']['rule'] => ({
  ...score,
  precision: precision ?? null,
  recall: recall ?? null,
  leadDays: leadDays ?? null,
});
