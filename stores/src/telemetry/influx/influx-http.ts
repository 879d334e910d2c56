import { z } from 'zod';

export interface InfluxAddress {
  readonly url: string;
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
}

/** One series of an InfluxQL answer; rows are [time, value…] in the order of `columns`. */
export interface InfluxSeries {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (string | number | boolean | null)[])[];
}

const answerSchema = z.object({
  error: z.string().optional(),
  results: z
    .array(
      z.object({
        error: z.string().optional(),
        partial: z.boolean().optional(),
        series: z
          .array(
            z.object({
              name: z.string().default(''),
              tags: z.record(z.string(), z.string()).default({}),
              columns: z.array(z.string()),
              // Rows are many and come from the engine itself: only their outer shape is checked.
              values: z.custom<InfluxSeries['values']>((rows) => rows === undefined || Array.isArray(rows)).default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

export interface InfluxHttp {
  /** Runs one InfluxQL statement. `exact`: integers come as text with every digit. */
  query(
    statement: string,
    options?: { exact?: boolean; signal?: AbortSignal | undefined },
  ): Promise<readonly InfluxSeries[]>;
  /** Rejects when the token may not write to the bucket, or there is none. Writes nothing. */
  tryWrite(): Promise<void>;
  /** The engine's version as it says, `1.6.7` or `v2.7.1`. */
  version(): Promise<string>;
}

/** InfluxQL over HTTP: the one read language that InfluxDB 1, 2 and 3 all answer. In InfluxDB 2 the bucket's name is the database. */
export function openInfluxHttp({ url, token, org, bucket }: InfluxAddress): InfluxHttp {
  const base = url.replace(/\/+$/, '');
  const authorization = `Token ${token}`;

  return {
    query: async (statement, { exact = false, signal } = {}) => {
      const changes = /^\s*(DELETE|DROP)/i.test(statement);
      const inUrl = !changes && statement.length < 4_000;
      const search = new URLSearchParams({ db: bucket, ...(inUrl ? { q: statement } : {}) });
      const response = await reach(base, `${base}/query?${search}`, {
        method: inUrl ? 'GET' : 'POST',
        headers: { authorization, accept: 'application/json' },
        ...(inUrl ? {} : { body: new URLSearchParams({ q: statement }) }),
        ...(signal ? { signal } : {}),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(refusal(base, bucket, response.status, text));
      const answer = answerSchema.parse(JSON.parse(exact ? quoteIntegers(text) : text));
      const error = answer.error ?? answer.results.find((result) => result.error !== undefined)?.error;
      if (error !== undefined) throw new Error(`InfluxDB at ${base} refused a query: ${error}`);
      if (answer.results.some(({ partial }) => partial)) {
        throw new Error(`InfluxDB at ${base} cut an answer short: ask for less at a time, or raise its max-row-limit.`);
      }
      return answer.results.flatMap(({ series }) => series);
    },
    tryWrite: async () => {
      const search = new URLSearchParams({ org, bucket, precision: 'ns' });
      const response = await reach(base, `${base}/api/v2/write?${search}`, {
        method: 'POST',
        headers: { authorization },
        body: '',
      });
      const said = await response.text();
      // An empty body is answered differently by each version; only these say that a full one would be refused too.
      if ([401, 403, 404].includes(response.status)) throw new Error(refusal(base, bucket, response.status, said));
    },
    version: async () => {
      const response = await reach(base, `${base}/ping`, { headers: { authorization } });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`InfluxDB at ${base} answered its ping with status ${response.status}.`);
      return response.headers.get('x-influxdb-version') ?? '';
    },
  };
}

async function reach(base: string, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    throw new Error(`InfluxDB at ${base} cannot be reached: ${reason}.`, { cause });
  }
}

/** One sentence for a refusal: what, where, what to do. */
export function refusal(base: string, bucket: string, status: number, body: string): string {
  const said = body.trim().slice(0, 300);
  if (status === 401 || status === 403) {
    return `InfluxDB at ${base} does not accept the token for bucket ${bucket} (status ${status}): set INFLUX_TOKEN to one that may read and write it.`;
  }
  if (status === 404)
    return `InfluxDB at ${base} has no bucket ${bucket}: make it, or set INFLUX_BUCKET and INFLUX_ORG to one that exists.`;
  return `InfluxDB at ${base} answered with status ${status}: ${said}`;
}

/** Puts integers of 16 digits and more in quotes, outside of texts, because JSON.parse would round them: …789 becomes …800. */
export const quoteIntegers = (json: string): string =>
  json.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) => (token.startsWith('"') ? token : `"${token}"`));
