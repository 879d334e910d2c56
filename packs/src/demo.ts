import type { Clock } from '@wellhead/contracts';

/** What a pack plays where there is no real source: the other side of its flows, and the data of the days before the first start. */
export interface PackDemo {
  /** Shown while its data is brought up to today; says whether it is real, moved or simulated. */
  readonly title: string;
  /** Opens the other side, before ingestor and flows start: they need its addresses. */
  open(context: DemoContext): Promise<PlayedSide>;
}

/** The part of a pino logger that demos use. */
export interface DemoLog {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface DemoContext {
  /** Folder that demos keep their state in; names of files start with `demo-` and the name of the pack. */
  readonly dataDir: string;
  /** Postgres of Wellhead. A demo that plays a database makes one of its own beside it. */
  readonly databaseUrl: string;
  /** What servers listen on; default: loopback. */
  readonly host?: string | undefined;
  /** Port of its HTTP server, when it has one; 0 or absent: a free one. */
  readonly port?: number | undefined;
  /** A broker that demos send their events to; absent: there is none. */
  readonly kafka?: DemoKafka;
  /** Days of the demo in a day; 1 = as in real life. */
  readonly speed: number;
  readonly log: DemoLog;
  readonly clock: Clock;
}

export interface DemoKafka {
  /** host:port */
  readonly brokers: readonly string[];
  /** Names of topics, by what they are for. */
  readonly topics: Readonly<Record<'results' | 'triggers', string>>;
}

/** The other side, open. */
export interface PlayedSide {
  /** Variables of the pack's flows, such as the address of its API. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the ingestor shall take from it: entries as below `sources` in a file of WELLHEAD_SOURCES. */
  readonly sources: readonly object[];
  /** Everything runs: brings the data up to today, telling how far it is, and follows the clock until it is closed. */
  run(wellhead: RunningWellhead, note: (progress: string) => void): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
}

/** What a demo may ask of a Wellhead that runs. */
export interface RunningWellhead {
  /** Address of the ingestor, such as http://127.0.0.1:8090. */
  readonly ingestUrl: string;
  /** May do everything. */
  readonly token: string;
  /** That the ingestor takes writes for. */
  readonly bucket: string;
  readonly flows: FlowRunner;
  /** Resolves when all that was sent so far is in the stores. */
  delivered(): Promise<void>;
  /** Time of the newest reading of a measurement; undefined: there is none, or nobody knows and all is sent again. */
  newestMs(measurement: string): Promise<number | undefined>;
}

/** Days are `YYYY-MM-DD`, both ends in. */
export interface FlowRunner {
  runFlow(name: string, run: { fromDay: string; toDay: string; reason: string }): Promise<FlowOutcome>;
  /** Has a flow run in the background, soon. */
  queueFlow(name: string, reason: string): Promise<void>;
  /** The last day of the newest run that succeeded; undefined before the first. */
  lastDay(flow: string): Promise<string | undefined>;
}

export interface FlowOutcome {
  readonly state: 'succeeded' | 'failed';
  readonly error?: string | undefined;
  /** How the flows ended that its success has started. */
  readonly after?: readonly {
    readonly flow: string;
    readonly state: 'succeeded' | 'failed';
    readonly error?: string | undefined;
  }[];
}
