import { z } from 'zod';
import { MQTT_WELLS, SPARKPLUG_WELLS, WELLS, type FieldWell } from './field.js';
import { sendDocument, sendRows, type Target } from './post.js';

/** Each is kept on its own, which takes its time. */
const AT_ONCE = 10;
const answerSchema = z.object({ id: z.string() });

interface Paper {
  readonly well: FieldWell;
  readonly kind: 'passport' | 'act';
  readonly title: string;
  readonly text: string;
}

/** A technical document of every well. */
const passportOf = (well: FieldWell): Paper => ({
  well,
  kind: 'passport',
  title: `Passport of ${well.id}`,
  text: [
    `Pump: ${well.pump === 'esp' ? 'electric submersible' : 'sucker rod'}, nameplate ${well.nature.nameplateRate} m³ a day`,
    `Productivity index: ${well.nature.productivityIndex.toFixed(2)} m³ a day and bar`,
  ].join('\n'),
});

/** A production document of those that send from downhole. */
const actOf = (well: FieldWell): Paper => ({
  well,
  kind: 'act',
  title: `Act of start, ${well.id}`,
  text: 'The pump was hung in, tried for 72 hours and taken into production.',
});

/**
 * Keeps papers of wells as documents and enters them. Once: a document has a new name each time. The links lead through the proxy of the app, which lets
 * viewers read documents.
 */
export async function sendDocuments(target: Target, enteredAt: string): Promise<void> {
  const papers = [...WELLS.map(passportOf), ...[...MQTT_WELLS, ...SPARKPLUG_WELLS].map(actOf)];
  const rowOf = async ({ well, kind, title, text }: Paper): Promise<object> => {
    const file = `${well.id}-${kind}.txt`;
    const content = `${title}\nSimulated: no well is behind this document.\n\n${text}\n`;
    const { id } = answerSchema.parse(await sendDocument(target, { name: file, title, kind, asset: well.id }, content));
    return {
      id: `${well.id}-${kind}`,
      well_id: well.id,
      date: enteredAt,
      title,
      kind,
      file,
      description: 'simulated',
      doc_link: `/api/plugin-proxy/wellhead-app/documents/${id}/content`,
    };
  };
  const rows: object[] = [];
  for (let from = 0; from < papers.length; from += AT_ONCE)
    rows.push(...(await Promise.all(papers.slice(from, from + AT_ONCE).map(rowOf))));
  await sendRows(target, 'well_docs', rows);
}
