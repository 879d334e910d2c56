import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { modelGroupSchema } from '@wellhead/contracts';
import { z } from 'zod';
import { GLOBAL_KINDS } from './networks.js';

/** How a network came about; beside its weights, and inside of them as metadata. */
export const globalRecordSchema = z.object({
  kind: z.enum(GLOBAL_KINDS),
  seasonSteps: z.number().int().positive(),
  cycleSteps: z.number().int().positive(),
  horizonSteps: z.number().int().positive(),
  lags: z.number().int().positive(),
  trainedUntilMs: z.number().int().describe('no outcome at or after this time was learnt from'),
  seed: z.number().int(),
  series: z.number().int(),
  windows: z.number().int(),
  epochs: z.number().int(),
  loss: z.number().describe('mean absolute error of the last epoch, in sizes of a window'),
  group: modelGroupSchema.optional().describe('absent: of all signals of the shape'),
});
export type GlobalRecord = z.infer<typeof globalRecordSchema>;

export interface StoredNetwork {
  readonly model: Uint8Array;
  readonly record: GlobalRecord;
}

/** One network a kind and shape: `<kind>-<season>-<horizon>.onnx` and `.json` in a folder; a newer one takes its place. */
export interface NetworkFolder {
  save(network: StoredNetwork): Promise<void>;
  /** Those whose two files can be read; a broken one throws with its name. */
  load(): Promise<readonly StoredNetwork[]>;
}

export const openNetworkFolder = (folder: string): NetworkFolder => ({
  async save({ model, record }) {
    await mkdir(folder, { recursive: true });
    const name = path.join(folder, `${record.kind}-${record.seasonSteps}-${record.horizonSteps}`);
    // The record last and both by renaming: who finds a record finds weights that are whole.
    for (const [file, content] of [
      [`${name}.onnx`, model],
      [`${name}.json`, `${JSON.stringify(record, null, 2)}\n`],
    ] as const) {
      await writeFile(`${file}.new`, content);
      await rename(`${file}.new`, file);
    }
  },
  async load() {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
    return Promise.all(
      names.map(async (name): Promise<StoredNetwork> => {
        const file = path.join(folder, name);
        try {
          const record = globalRecordSchema.parse(JSON.parse(await readFile(file, 'utf8')));
          return { record, model: await readFile(file.replace(/\.json$/, '.onnx')) };
        } catch (error) {
          throw new Error(`the network ${file} cannot be read`, { cause: error });
        }
      }),
    );
  },
});
