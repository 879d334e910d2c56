const FILE_FORMATS = ['csv', 'xlsx', 'json', 'ndjson'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

const ENDINGS: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  xlsx: 'xlsx',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

/** What a file is: by its first bytes where they tell, else by the ending of its name, else by its first character. */
export function formatOf(name: string, beginning: Buffer): FileFormat {
  // A zip archive: of the formats that are read only XLSX is one.
  if (beginning.length >= 4 && beginning.readUInt32LE(0) === 0x04034b50) return 'xlsx';
  const ending = ENDINGS[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''];
  if (ending) return ending;
  const first = beginning.toString('latin1').replace(/^(?:\xEF\xBB\xBF|\s)+/, '')[0];
  return first === '[' ? 'json' : first === '{' ? 'ndjson' : 'csv';
}
