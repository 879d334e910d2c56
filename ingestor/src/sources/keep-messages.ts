import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { IngestorMetrics } from '../http/metrics.js';
import { type Intake, reasonToWait, type SourceMessage } from '../intake.js';
import type { SourceContext, SourceStatus } from './source.js';

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;
/** Messages that go to the spool in one piece. */
const PIECE_MESSAGES = 1_000;
const PIECE_BYTES = 4 * 1024 * 1024;
/** Of a message in the spool, about. */
const HEADER_BYTES = 400;

/** `keep` of a source, until `closing`. */
export function openKeep(parts: {
  readonly name: string;
  readonly intake: Intake;
  readonly metrics: IngestorMetrics;
  readonly status: SourceStatus;
  /** Of one message; a longer one is refused. */
  readonly messageBytes: number;
  /** Of the spool: a piece is a small part of it, so that it fits in once there is room. */
  readonly spoolBytes: number;
  readonly closing: AbortSignal;
  readonly log: Logger;
  readonly clock: () => number;
}): SourceContext['keep'] {
  const { name, intake, metrics, status, closing, log, clock } = parts;
  const sender = { source: name, token: 'source' };
  const pieceBytes = Math.min(PIECE_BYTES, parts.spoolBytes / 8);

  const bounded = (message: SourceMessage): SourceMessage =>
    message.body.length <= parts.messageBytes
      ? message
      : {
          ...message,
          kind: 'refused',
          body: message.body.subarray(0, 4_096),
          reason: 'the message is too long; its beginning is kept',
          found: `${message.body.length} bytes`,
          expected: `at most ${parts.messageBytes} bytes`,
        };

  async function keepPiece(piece: readonly SourceMessage[]): Promise<'kept' | 'closed'> {
    let waitMs = FIRST_WAIT_MS;
    const startedMs = performance.now();
    while (!closing.aborted) {
      const outcome = await intake.messages(piece, sender);
      if (!('kind' in outcome)) {
        outcome.forEach((kept) => metrics.countEvent(name, kept));
        metrics.timeKept(name, performance.now() - startedMs);
        status.lastEventMs = clock();
        if (waitMs !== FIRST_WAIT_MS) status.lastError = undefined;
        return 'kept';
      }
      const reason = reasonToWait(outcome);
      if (waitMs === FIRST_WAIT_MS) log.warn({ source: name, reason }, 'source waits');
      status.lastError = reason;
      await pause(waitMs, undefined, { signal: closing }).catch(() => undefined);
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    }
    return 'closed';
  }

  return async (messages) => {
    for (const piece of piecesOf(messages.map(bounded), pieceBytes))
      if ((await keepPiece(piece)) === 'closed') return 'closed';
    return 'kept';
  };
}

function* piecesOf(messages: readonly SourceMessage[], maxBytes: number): Generator<readonly SourceMessage[]> {
  let piece: SourceMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    if (piece.length > 0 && (piece.length >= PIECE_MESSAGES || bytes + message.body.length + HEADER_BYTES > maxBytes)) {
      yield piece;
      piece = [];
      bytes = 0;
    }
    piece.push(message);
    bytes += message.body.length + HEADER_BYTES;
  }
  if (piece.length > 0) yield piece;
}
