import type {
  BackTest,
  ModelCard,
  ModelStatus,
  ModelTransition,
  RegisteredModel,
  Reproduction,
} from '@wellhead/contracts';

export interface NewModel {
  readonly name: string;
  readonly kind: string;
  readonly bytes: Uint8Array;
  readonly card: ModelCard;
  readonly reproduction?: Reproduction | undefined;
  readonly by: string;
  readonly reason: string;
}

/** Which version, who wants it and why. */
export interface ModelStep {
  readonly name: string;
  readonly version: number;
  readonly by: string;
  readonly reason: string;
}

/** A step that is only taken as long as things stand as they were when it was decided on. */
export interface Promotion extends ModelStep {
  readonly expected?: {
    readonly status: ModelStatus;
    /** Version of the champion that it was tried against, null = there was none; absent: whichever. */
    readonly champion?: number | null | undefined;
  };
}

export type StepOutcome =
  | { readonly kind: 'done'; readonly model: RegisteredModel }
  | { readonly kind: 'unknown' }
  /** It is that already. */
  | { readonly kind: 'unchanged'; readonly model: RegisteredModel }
  /** Somebody moved it or the champion of its name since it was decided. */
  | { readonly kind: 'overtaken'; readonly model: RegisteredModel };

/** Model versions with their files. At most one version of a name is champion: the one that runs use. */
export interface ModelRegistry {
  /**
   * Adds a candidate. The same file with the same manifest again under a name is the version that there is, whatever became of it. Throws where the name belongs to models
   * of another kind.
   */
  register(model: NewModel): Promise<RegisteredModel>;
  /** By name, the newest version first. */
  list(filter?: {
    readonly name?: string | undefined;
    readonly status?: ModelStatus | undefined;
  }): Promise<readonly RegisteredModel[]>;
  get(name: string, version: number): Promise<RegisteredModel | undefined>;
  champion(name: string): Promise<RegisteredModel | undefined>;
  /** The file; undefined when there is none. Throws when it is no longer what was registered. */
  bytes(name: string, version: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Keeps the newest back-test of a version. */
  keepBackTest(name: string, version: number, backTest: BackTest): Promise<void>;
  /** Makes it the champion of its name, which retires the one before. Whether it has earned it is asked before. */
  promote(step: Promotion): Promise<StepOutcome>;
  retire(step: ModelStep): Promise<StepOutcome>;
  /** Every step, the newest first; of all models without a name. */
  history(name?: string): Promise<readonly ModelTransition[]>;
}
