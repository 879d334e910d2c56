import { REPORT_RECIPIENTS_SETTING, reportRecipientsSchema } from '@wellhead/contracts';
import { readSetting, type MadeReport } from '@wellhead/stores';
import { createTransport } from 'nodemailer';
import type pg from 'pg';
import type { RenderedFile } from './render/render-report.js';

/** Where reports leave to beside the archive; from the environment. */
export interface DeliveryConfig {
  /** `smtp://user:password@host:587`, `smtps://…`. */
  readonly smtpUrl?: string | undefined;
  readonly mailFrom?: string | undefined;
  readonly webhookUrl?: string | undefined;
}

export interface Delivery {
  readonly deliveredTo: string[];
  /** One sentence each; secrets of addresses left out. */
  readonly faults: readonly string[];
}

const DELIVERY_MS = 30_000;
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Sends a made report to its recipients (setting `report-recipients`) and to the webhook. A failure is told, never thrown: the report is kept. */
export async function deliver(
  pool: pg.Pool,
  config: DeliveryConfig,
  made: MadeReport,
  files: readonly RenderedFile[],
): Promise<Delivery> {
  const deliveredTo: string[] = [];
  const faults: string[] = [];
  const to = await recipientsOf(pool, made.report, faults);
  if (to.length > 0) {
    const outcome = await mail(config, made, files, to);
    if (outcome === undefined) deliveredTo.push(...to);
    else faults.push(outcome);
  }
  if (config.webhookUrl !== undefined) {
    const { host } = new URL(config.webhookUrl);
    const outcome = await post(config.webhookUrl, made);
    if (outcome === undefined) deliveredTo.push(`webhook ${host}`);
    else faults.push(`the webhook at ${host} ${outcome}`);
  }
  return { deliveredTo, faults };
}

async function recipientsOf(pool: pg.Pool, report: string, faults: string[]): Promise<readonly string[]> {
  try {
    const recipients = (await readSetting(pool, REPORT_RECIPIENTS_SETTING, reportRecipientsSchema)) ?? {};
    return [...new Set([...(recipients[report] ?? []), ...(recipients['*'] ?? [])])];
  } catch {
    faults.push(
      `the setting ${REPORT_RECIPIENTS_SETTING} cannot be read: expected {"${report}": ["name@example.org"]}, "*" for all reports`,
    );
    return [];
  }
}

async function mail(
  { smtpUrl, mailFrom }: DeliveryConfig,
  made: MadeReport,
  files: readonly RenderedFile[],
  to: readonly string[],
): Promise<string | undefined> {
  if (smtpUrl === undefined || mailFrom === undefined)
    return `not mailed to ${to.length} recipients: set SMTP_URL and REPORT_MAIL_FROM`;
  const transport = createTransport({ url: smtpUrl, connectionTimeout: DELIVERY_MS, socketTimeout: DELIVERY_MS });
  try {
    await transport.sendMail({
      from: mailFrom,
      to: [...to],
      subject: made.title,
      text: `${made.title}\n\nMade ${new Date(made.madeAtMs).toISOString()} by Wellhead, pack ${made.pack}.\n`,
      attachments: files
        .filter(({ format }) => format !== 'csv')
        .map(({ bytes }, index) => ({ filename: made.files[index]?.name, content: Buffer.from(bytes) })),
    });
    return undefined;
  } catch (error) {
    return `not mailed: ${reasonOf(error)}`;
  } finally {
    transport.close();
  }
}

async function post(url: string, made: MadeReport): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...made,
        files: made.files.map((file) => ({ ...file, content: contentPath(file.document) })),
      }),
      signal: AbortSignal.timeout(DELIVERY_MS),
    });
    return response.ok ? undefined : `answered ${response.status}`;
  } catch (error) {
    return `cannot be reached: ${reasonOf(error)}`;
  }
}

const contentPath = (document: string): string => `/api/v1/documents/${document}/content`;
