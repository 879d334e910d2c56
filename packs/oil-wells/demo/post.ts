/** Where the demo sends to, over HTTP as anybody would. */
export interface Target {
  /** Address of the ingestor, such as http://127.0.0.1:8090. */
  readonly ingestUrl: string;
  readonly token: string;
  /** That the ingestor takes writes for. */
  readonly bucket: string;
}

const LINES_A_REQUEST = 5_000;
const ROWS_A_REQUEST = 2_000;

const TRIES = 6;

/** Sending again changes nothing, so a connection that breaks and a Wellhead that is busy are tried again. */
async function post(target: Target, path: string, type: string, body: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await postOnce(target, path, type, body);
    if (outcome.kind === 'taken') return outcome.answer;
    if (outcome.kind === 'refused' || attempt === TRIES)
      throw new Error(`the ingestor at ${target.ingestUrl}${path} did not take simulated data: ${outcome.reason}`);
    await new Promise((resolve) => setTimeout(resolve, attempt * 300));
  }
}

type PostOutcome =
  | { readonly kind: 'taken'; readonly answer: string }
  | { readonly kind: 'refused' | 'try-again'; readonly reason: string };

async function postOnce({ ingestUrl, token }: Target, path: string, type: string, body: string): Promise<PostOutcome> {
  try {
    const response = await fetch(`${ingestUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: `Bearer ${token}` },
      body,
    });
    if (response.ok) return { kind: 'taken', answer: await response.text() };
    const reason = `${response.status} ${(await response.text()).slice(0, 500)}`;
    return { kind: response.status === 429 || response.status === 503 ? 'try-again' : 'refused', reason };
  } catch (error) {
    return { kind: 'try-again', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Sends lines with times in ms in big requests; resolves to their number. */
export async function sendLines(target: Target, lines: Iterable<string>): Promise<number> {
  const path = `/api/v2/write?precision=ms&bucket=${encodeURIComponent(target.bucket)}`;
  let sent = 0;
  let part: string[] = [];
  const send = async (): Promise<void> => {
    if (part.length === 0) return;
    await post(target, path, 'text/plain', part.join('\n'));
    sent += part.length;
    part = [];
  };
  for (const line of lines) {
    part.push(line);
    if (part.length === LINES_A_REQUEST) await send();
  }
  await send();
  return sent;
}

/** Sends rows of a record type; sent again they replace themselves. */
export async function sendRows(target: Target, type: string, rows: readonly object[], atOnce = ROWS_A_REQUEST) {
  for (let from = 0; from < rows.length; from += atOnce)
    await post(target, `/api/v1/records/${type}`, 'application/json', JSON.stringify(rows.slice(from, from + atOnce)));
}

/** Keeps a text as a document; answers what is said of it. */
export async function sendDocument(
  target: Target,
  said: { readonly name: string; readonly title: string; readonly kind: string; readonly asset: string },
  text: string,
): Promise<unknown> {
  const answer = await post(target, `/api/v1/documents?${new URLSearchParams(said)}`, 'text/plain', text);
  return JSON.parse(answer) as unknown;
}
