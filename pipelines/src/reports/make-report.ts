import { randomUUID } from 'node:crypto';
import { templateOf, type Asset, type ReportFile, type ReportFormat, type ReportTemplate } from '@wellhead/contracts';
import { addReport, noteDelivery, type MadeReport, type QueryStores } from '@wellhead/stores';
import type { StepContext } from '../step-context.js';
import { askSections } from './ask-sections.js';
import { deliver, type DeliveryConfig } from './deliver.js';
import { periodBy } from './period.js';
import { renderReport } from './render/render-report.js';

const MEDIA_TYPES: Readonly<Record<ReportFormat, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

export type ReportServices = Pick<
  StepContext,
  'pack' | 'pool' | 'telemetry' | 'ingest' | 'clock' | 'signal' | 'log'
> & {
  readonly readOnlyPool: QueryStores['readOnlyPool'];
  readonly delivery: DeliveryConfig;
};

export interface ReportOrder {
  readonly day: string;
  /** Instead of a period all days from this one to `day`. */
  readonly fromDay?: string | undefined;
  /** That it is of, where the template is of one. */
  readonly asset?: Pick<Asset, 'id' | 'title'> | undefined;
  readonly reason: string;
}

/**
 * Makes a report of the last period that has ended by `day`: asks, draws, keeps its files in the archive, enters it in ops.reports, then
 * delivers it. Rejects before it is entered where a query fails, it cannot be drawn or the archive does not take it.
 */
export async function makeReport(
  template: ReportTemplate,
  { day, fromDay, asset, reason }: ReportOrder,
  { pack, pool, readOnlyPool, telemetry, ingest, clock, signal, log, delivery }: ReportServices,
): Promise<MadeReport> {
  const period = fromDay === undefined ? periodBy(template.period, day) : { fromDay, toDay: day };
  const stores = { pool, readOnlyPool, telemetry };
  const content = await askSections({
    stores,
    pack,
    template: templateOf(template, asset),
    period,
    nowMs: clock(),
    signal,
  });
  const rendered = await renderReport(content, signal);
  const files: ReportFile[] = [];
  for (const { format, name, bytes } of rendered) {
    const own = `${[template.name, asset?.id, period.toDay].filter((part) => part !== undefined).join('-')}${name.replace(/^report(?=\.)/, '').replace(/^(?=\d)/, '-')}`;
    const document = await ingest.putDocument(
      { name: own, title: content.title, kind: 'report', mediaType: MEDIA_TYPES[format] },
      bytes,
      signal,
    );
    files.push({ format, name: own, document, bytes: bytes.length });
  }
  const made: MadeReport = {
    id: randomUUID(),
    report: template.name,
    pack: pack.manifest.name,
    title: content.title,
    ...period,
    madeAtMs: content.madeAtMs,
    reason,
    files,
    deliveredTo: [],
  };
  await addReport(pool, made);
  const { deliveredTo, faults } = await deliver(pool, delivery, made, rendered);
  for (const fault of faults) await log('warn', fault);
  if (deliveredTo.length > 0) await noteDelivery(pool, made.id, deliveredTo);
  return { ...made, deliveredTo };
}
