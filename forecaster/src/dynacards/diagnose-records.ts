import type { Clock, DiagnosedCard, DiagnoseJob, RecordType } from '@wellhead/contracts';
import {
  openCatalogue,
  openRuns,
  saveDiagnoses,
  undiagnosedCards,
  type DynacardRow,
  type Stores,
} from '@wellhead/stores';
import type { Logger } from 'pino';
import { startCardWorker, type CardWorker } from './ask-card-worker.js';
import { cardReadings } from './card-telemetry.js';
import type { CardDiagnosis, CardOutcome } from './diagnose-cards.js';
import { readCard } from './read-card.js';
import { trainedClassifier } from './trained-classifier.js';

export interface DiagnosisContext {
  readonly stores: Pick<Stores, 'telemetry' | 'pool'>;
  readonly log: Logger;
  readonly clock: Clock;
  readonly startWorker?: () => CardWorker;
}

export interface DiagnosisSummary {
  readonly diagnosed: number;
  readonly refused: number;
}

/** Cards taken to the worker, and committed, at once. */
const BATCH = 1_000;

/**
 * Dynamograms of the named pack, or of all, that came since the last time: read → worker → diagnoses in Postgres → figures in telemetry. A card that
 * cannot be diagnosed is kept with the reason. With nothing new there is no run record. Rejects when stores or the thread fail; what was
 * committed before stays, the rest comes with the next job.
 */
export async function diagnoseRecords(job: DiagnoseJob, context: DiagnosisContext): Promise<DiagnosisSummary> {
  const { stores, log, clock } = context;
  const { name: model } = trainedClassifier();
  const packs = (await openCatalogue(stores.pool).packs()).filter(
    ({ name }) => job.pack === undefined || job.pack === name,
  );
  const types = packs.flatMap(({ dynacards, recordTypes }) =>
    recordTypes.filter(({ type }) => dynacards.includes(type)),
  );
  const next = async (): Promise<{ recordType: RecordType; rows: readonly DynacardRow[] } | undefined> => {
    for (const recordType of types) {
      const rows = await undiagnosedCards(stores.pool, recordType, { model, limit: BATCH });
      if (rows.length > 0) return { recordType, rows };
    }
    return undefined;
  };

  let found = await next();
  if (!found) return { diagnosed: 0, refused: 0 };
  const run = await openRuns(stores.pool).start({
    kind: 'diagnosis',
    name: job.pack ?? 'all',
    reason: job.reason,
    detail: { model },
  });
  const worker = (context.startWorker ?? startCardWorker)();
  let diagnosed = 0;
  let refused = 0;
  try {
    while (found) {
      const cards = await diagnoseRows(found.rows, found.recordType, { model, worker });
      await stores.telemetry.write(cardReadings(cards));
      await saveDiagnoses(stores.pool, cards, clock());
      for (const { cardId, asset, found: outcome } of cards)
        if (outcome.kind === 'refused') {
          refused += 1;
          if (refused <= 100)
            await run.log('warn', 'diagnose', `Card ${cardId} of ${asset || 'no well'}: ${outcome.reason}`);
        } else diagnosed += 1;
      await run.report({ diagnosed, refused });
      found = await next();
    }
    await run.succeed({ diagnosed, refused });
    log.info({ runId: run.id, diagnosed, refused }, 'dynamograms diagnosed');
    return { diagnosed, refused };
  } catch (error) {
    await run.fail(error instanceof Error ? error : String(error)).catch((second: unknown) => {
      log.error({ runId: run.id, err: second }, 'diagnosis run not marked failed');
    });
    throw error;
  } finally {
    await worker.close();
  }
}

async function diagnoseRows(
  rows: readonly DynacardRow[],
  { type }: RecordType,
  { model, worker }: { readonly model: string; readonly worker: CardWorker },
): Promise<readonly DiagnosedCard[]> {
  const read = rows.map(readCard);
  const sound = read.flatMap((one) => (one.kind === 'card' ? [one.card] : []));
  const outcomes = sound.length > 0 ? [...(await worker.diagnose(sound))] : [];
  return read.map((one, at): DiagnosedCard => {
    const row = rows[at] as DynacardRow;
    const outcome: CardOutcome = one.kind === 'card' ? (outcomes.shift() as CardOutcome) : one;
    return {
      recordType: type,
      cardId: row.id,
      asset: one.asset,
      takenAtMs: one.takenAtMs,
      receivedAtMs: row.received_at.getTime(),
      model,
      found:
        outcome.kind === 'refused' || one.kind === 'refused'
          ? { kind: 'refused', reason: (outcome as { reason: string }).reason }
          : keptOf(outcome, one.card.loadN),
    };
  });
}

function keptOf(diagnosis: CardDiagnosis, loadN: ArrayLike<number>): DiagnosedCard['found'] {
  const loads = Array.from(loadN);
  return {
    kind: 'diagnosed',
    class: diagnosis.named,
    probabilities: diagnosis.probabilities,
    ruleClass: diagnosis.rule.named,
    ruleWords: diagnosis.rule.words,
    fillage: diagnosis.fillage ?? null,
    pumpStrokeM: diagnosis.pumpStrokeM,
    fluidLoadN: diagnosis.fluidLoadN,
    // The graph works in float32: more digits than that would only fill the table.
    pumpPositionM: Array.from(diagnosis.pump.positionM, (value) => Number(value.toFixed(4))),
    pumpLoadN: Array.from(diagnosis.pump.loadN, (value) => Math.round(value)),
    leastLoadN: Math.min(...loads),
    mostLoadN: Math.max(...loads),
  };
}
