import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProblemError, problemOf } from '@wellhead/contracts';

/**
 * Answers what Node could not read as HTTP by a problem as well, where the sender still listens, and ends the connection: where the next
 * request begins is not known any more.
 */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const problem = problemFor(error);
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function problemFor({ code, message }: NodeJS.ErrnoException) {
  if (code === 'HPE_HEADER_OVERFLOW')
    return problemOf('too-large', 'The headers are larger than 16 KB: send fewer or shorter ones.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return problemOf('bad-request', 'The request was not whole in time: send it faster, or in smaller parts.');
  const what = message.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
  return problemOf('bad-request', `The bytes are no HTTP request (${what}): expected HTTP/1.1, as RFC 9112 has it.`);
}

/** HTTP/1.1 wants the header Host in every request (RFC 9112, 3.2). */
export const isWithoutHost = ({ headers, httpVersion }: IncomingMessage): boolean =>
  headers.host === undefined && httpVersion === '1.1';
export const withoutHost = (): ProblemError =>
  new ProblemError('bad-request', 'Header Host: missing, expected the name that this service was asked by.');
