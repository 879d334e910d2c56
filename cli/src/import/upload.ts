import { createReadStream } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Call } from '../command.js';
import { failureOf, notReachable, tokenOf } from '../service/service-client.js';
import { ingestUrlOf } from '../settings.js';

/** How often progress is told, in ms. */
export const PROGRESS_MS = 5_000;

/** Sends the file as it is read, however large; the answer comes when it is durable. */
export async function upload(call: Call, file: string, size: number, to: string): Promise<unknown> {
  const base = ingestUrlOf(call.settings);
  const url = new URL(base + to);
  const token = await tokenOf(call.settings);
  let sent = 0;
  let toldMs = performance.now();
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      if (performance.now() - toldMs > PROGRESS_MS) {
        toldMs = performance.now();
        call.complain(`${Math.floor((100 * sent) / Math.max(1, size))} % sent …`);
      }
      done(null, chunk);
    },
  });
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': size,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', (error) => reject(notReachable(base, error.message, error)));
  });
  // A service that refuses answers before it has all: then the rest need not be sent.
  const sending = pipeline(createReadStream(file), counted, request).catch(() => undefined);
  const response = await answered;
  const said = await text(response);
  request.destroy();
  await sending;
  if ((response.statusCode ?? 0) >= 300) throw failureOf(response.statusCode ?? 0, said, `POST ${base}${to}`);
  return JSON.parse(said);
}
