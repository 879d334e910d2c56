import type { JudgedFailures, FailureLesson } from '../failure/learn-failures.js';
import type { ScoredDay } from '../failure/score-days.js';
import type { FailureModel } from '../failure/train-failure.js';
import type { GlobalOutcome, GlobalTraining } from '../global/train-global.js';
import type { PooledSeries } from '../global/windows.js';
import type { GroupOutcome } from '../groups/group-assets.js';
import type { LearntSoftSensor, SoftSensorLesson } from '../soft-sensors/learn-soft-sensor.js';

/** What a training thread is asked, one thing in its life. Plain data: it crosses a thread boundary. */
export type LearningRequest =
  | {
      readonly kind: 'network';
      readonly pool: readonly PooledSeries[];
      readonly training: Omit<GlobalTraining, 'onEpoch'>;
    }
  | { readonly kind: 'failures'; readonly lesson: FailureLesson }
  | { readonly kind: 'failure-days'; readonly failure: FailureModel; readonly days: readonly Float32Array[] }
  | { readonly kind: 'groups'; readonly shapes: readonly Float32Array[]; readonly seed: number }
  | { readonly kind: 'soft-sensor'; readonly lesson: SoftSensorLesson };

/** What comes of each kind of request. */
export interface LearningOutcomes {
  readonly network: GlobalOutcome;
  readonly failures: JudgedFailures;
  readonly 'failure-days': readonly ScoredDay[];
  readonly groups: GroupOutcome;
  readonly 'soft-sensor': LearntSoftSensor;
}

export type LearningReply =
  | { readonly kind: 'epoch'; readonly epoch: number; readonly loss: number }
  | { readonly kind: 'done'; readonly outcome: LearningOutcomes[keyof LearningOutcomes] }
  | { readonly kind: 'failed'; readonly reason: string };
