import { z } from 'zod';
import { WELLS, type FieldWell } from './field.js';
import { sendDocument, sendRows, type Target } from './post.js';

/** Each is kept on its own, which takes its time. */
const AT_ONCE = 11;
const answerSchema = z.object({ id: z.string() });

const passportText = ({ id, pump, nature }: FieldWell): string =>
  [
    `Passport of the well ${id}`,
    'Simulated: no well is behind this document.',
    '',
    `Pump: ${pump === 'esp' ? 'electric submersible' : 'sucker rod'}, nameplate ${nature.nameplateRate} m³ a day`,
    `Productivity index: ${nature.productivityIndex.toFixed(2)} m³ a day and bar`,
    '',
  ].join('\n');

/**
 * Keeps a passport of each well as a document, and enters it with a scheme that is a row without a file. Once: a document has a new name each time.
 * The link leads through the proxy of the app, which lets viewers read documents.
 */
export async function sendDocuments(target: Target, enteredAt: string): Promise<void> {
  const rowsOf = async (well: FieldWell): Promise<readonly object[]> => {
    const title = `Passport of the well ${well.id}`;
    const file = `${well.id}-passport.txt`;
    const { id } = answerSchema.parse(
      await sendDocument(target, { name: file, title, kind: 'passport', asset: well.id }, passportText(well)),
    );
    const common = { well_id: well.id, date: enteredAt };
    return [
      {
        ...common,
        id: `${well.id}-passport`,
        title,
        kind: 'passport',
        file,
        description: 'simulated',
        doc_link: `/api/plugin-proxy/wellhead-app/documents/${id}/content`,
      },
      {
        ...common,
        id: `${well.id}-scheme`,
        title: `Scheme of the string ${well.id}`,
        kind: 'scheme',
        file: `${well.id}-scheme.pdf`,
        description: 'simulated: a row without a file',
      },
    ];
  };
  const rows: object[] = [];
  for (let from = 0; from < WELLS.length; from += AT_ONCE)
    rows.push(...(await Promise.all(WELLS.slice(from, from + AT_ONCE).map(rowsOf))).flat());
  await sendRows(target, 'well_docs', rows);
}
