/** The pieces of an answer as they come; throws when it is silent for longer than `silenceMs`. */
export async function* piecesOf(response: Response, silenceMs: number): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  let timer: NodeJS.Timeout | undefined;
  try {
    for (;;) {
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`nothing came for ${silenceMs / 1_000} s`)), silenceMs);
      });
      const piece = await Promise.race([reader.read(), silence]);
      clearTimeout(timer);
      if (piece.done) return;
      yield piece.value;
    }
  } finally {
    clearTimeout(timer);
    // A connection that is given up is closed; one that ended cleanly does not mind.
    await reader.cancel().catch(() => undefined);
  }
}

export type ReadText =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'failed'; readonly reason: string };

/** The body of an answer as text, within its bounds. */
export async function readText(
  response: Response,
  { maxBytes, timeoutSeconds }: { readonly maxBytes: number; readonly timeoutSeconds: number },
): Promise<ReadText> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of piecesOf(response, timeoutSeconds * 1_000)) {
      bytes += piece.length;
      if (bytes > maxBytes) return { kind: 'failed', reason: `its answer is longer than ${maxBytes} bytes` };
      pieces.push(piece);
    }
  } catch (error) {
    return {
      kind: 'failed',
      reason: `its answer broke off: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  return { kind: 'text', text: Buffer.concat(pieces).toString('utf8') };
}
