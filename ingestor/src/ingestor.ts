import type { ArchiveReplay, QuarantineSelection } from '@wellhead/contracts';
import type { FieldTypeRegistry, Jobs, RawArchive, TelemetryStore, TlsFiles } from '@wellhead/stores';
import type express from 'express';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { FaultHook } from './faults.js';
import type { OpenApiPaths } from './http/open-api-parts.js';
import type { LedgerState } from './ledger/watch-ledger.js';
import type { RepairOutcome } from './repair/repair-quarantine.js';
import type { ReplayProgress } from './replay/replay-archive.js';
import type { MeasuredService } from './self/self-telemetry.js';
import type { SourceState } from './sources/source.js';
import type { SourceConfig } from './sources/source-kinds.js';

export interface IngestorOptions {
  readonly stores: {
    readonly telemetry: TelemetryStore;
    readonly pool: Pool;
    readonly archive: Pick<RawArchive, 'putSegment' | 'putFile' | 'list' | 'open'>;
  };
  readonly fieldTypes: FieldTypeRegistry;
  /** Spools lie below it, one folder an ingestor. */
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The bucket (InfluxDB 1: database) that clients name. */
  readonly bucket: string;
  /** A token that may do everything, beside those in Postgres. */
  readonly token?: string | undefined;
  /** Serves HTTPS with these instead of HTTP. */
  readonly tls?: TlsFiles | undefined;
  readonly log: Logger;
  readonly clock: () => number;
  /** A file with secrets of the installation that a backup may take along. */
  readonly secretsFile?: string;
  /** Mounts more on the same port, behind the write routes. */
  readonly extend?: (app: express.Express) => void;
  /** Paths of what `extend` mounts, for `/openapi.json`. */
  readonly openApiPaths?: OpenApiPaths;
  /** Takes jobs that feed again what was kept: `ARCHIVE_REPLAY_QUEUE`, `QUARANTINE_REPLAY_QUEUE`. */
  readonly jobs?: Jobs | undefined;
  /** Writes our own metrics as telemetry every ten seconds, beside those of these services of the same process. */
  readonly selfTelemetry?: readonly MeasuredService[];
  readonly limits?: Partial<IngestorLimits>;
  /** Where it takes from by itself, beside what is sent to it; default: nothing. */
  readonly sources?: readonly SourceConfig[];
  /** Crash tests only. */
  readonly faults?: FaultHook;
}

export interface IngestorLimits {
  /** Bytes that wait on disk before writes are refused. */
  readonly spoolBytes: number;
  /** A spool segment is sealed at this size, in bytes, or at this age, in ms; sealed segments are the raw archive. */
  readonly segmentBytes: number;
  readonly segmentAgeMs: number;
  /** Rows that are kept in memory until stores have them, in bytes; what does not fit is read back from the spool. Default: by the store (`feed/store-pace.ts`). */
  readonly memoryBytes?: number;
  /** Of one body, decompressed. */
  readonly bodyBytes: number;
  /** Of all bodies under way. */
  readonly arrivingBytes: number;
  /** Of an uploaded file that is read by a mapping, and of a document; decompressed. */
  readonly fileBytes: number;
  readonly documentBytes: number;
  /** Beyond so many refused rows a file is given up: it was sent with the wrong mapping. */
  readonly maxRefusedRows: number;
}

const MEBI = 1024 * 1024;
export const DEFAULT_LIMITS: IngestorLimits = {
  spoolBytes: 4_096 * MEBI,
  segmentBytes: 64 * MEBI,
  segmentAgeMs: 3_600_000,
  bodyBytes: 64 * MEBI,
  arrivingBytes: 192 * MEBI,
  fileBytes: 65_536 * MEBI,
  documentBytes: 256 * MEBI,
  maxRefusedRows: 100_000,
};

export interface Ingestor {
  readonly url: string;
  /** For other parts of this process: plain HTTP on the loopback, also where `url` is HTTPS with a certificate for another name. */
  readonly localUrl: string;
  readonly port: number;
  /** The name of its spool folder, as in ledger and archive. */
  readonly name: string;
  readonly sources: readonly SourceState[];
  /** Resolves when everything acknowledged so far is in every store; with `archive`, sealed segments are archived too. */
  drained(options?: { readonly archive?: boolean }): Promise<void>;
  /** Reads the checks of the catalogue now instead of within two seconds. */
  refreshChecks(): Promise<void>;
  /** Reads the map of tags now instead of within two seconds. */
  refreshTags(): Promise<void>;
  /** Checks now whether the books balance. */
  checkLedger(): Promise<LedgerState>;
  /** Counts the store now, for the audit of the ledger. */
  audit(): Promise<void>;
  /** Feeds a time range of the raw archive again; see `replayArchive`. */
  replay(request: ArchiveReplay, onProgress?: (progress: ReplayProgress) => void): Promise<ReplayProgress>;
  /** Lets open rows of quarantine come in again; see `repairQuarantine`. */
  repair(selection: QuarantineSelection, onProgress?: (outcome: RepairOutcome) => void): Promise<RepairOutcome>;
  /** Writes down now what tokens have sent, which else happens every few seconds. */
  reportTokenUse(): Promise<void>;
  close(): Promise<void>;
}

export const VERSION = '0.1.0';
