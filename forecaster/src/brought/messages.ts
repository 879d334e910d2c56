import type { ModelManifest } from '@wellhead/contracts';

/** The first word of the process: it can be asked now. */
export const READY = 'ready';

/** What the process of brought models is asked, one at a time. */
export type ModelRequest =
  | { readonly kind: 'check'; readonly manifest: ModelManifest; readonly bytes: Uint8Array }
  | {
      readonly kind: 'run';
      readonly sha256: string;
      readonly manifest: ModelManifest;
      /** Absent: the process has it already. */
      readonly bytes?: Uint8Array;
      /** Row by row. */
      readonly values: Float32Array;
      readonly rows: number;
    };

export type ModelReply =
  /** Why it may not be used; none = it may. */
  | { readonly kind: 'checked'; readonly reasons: readonly string[] }
  | { readonly kind: 'ran'; readonly values: Float32Array }
  | { readonly kind: 'needs-file' }
  | { readonly kind: 'failed'; readonly reason: string };
