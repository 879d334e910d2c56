import { z } from 'zod';
import { packSchema, type PackManifest } from './packs.js';
import { assetSchema, limitSchema, signalSchema } from './signals.js';

/**
 * `pack.yaml` as people write it: `packSchema` and two short forms for many assets of one kind. They are spread out when the pack is loaded; the
 * engine knows plain lists alone.
 */

/** `{ id: 'esp-{n}', title: 'Well {n}', numbered: { from: 301, to: 336 } }` is 36 assets. */
const writtenAssetSchema = assetSchema.omit({ pack: true }).extend({
  numbered: z
    .strictObject({ from: z.number().int().nonnegative(), to: z.number().int().nonnegative() })
    .refine(({ from, to }) => from <= to && to - from < 10_000, 'expected from <= to, and at most 10,000 assets')
    .optional()
    .describe('one asset a number; {n} in id and title is the number'),
});

const sharedSignalSchema = signalSchema.omit({ asset: true, pack: true }).extend({
  title: signalSchema.shape.title.describe('{asset} is the title of the asset'),
  limits: z.array(limitSchema.pick({ kind: true, value: true, source: true })).default([]),
});

const forEachSchema = z
  .strictObject({
    kind: z.string().min(1).optional().describe('assets of this kind'),
    below: z.string().min(1).optional().describe('assets anywhere below this one'),
    assets: z.array(z.string().min(1)).default([]).describe('these assets; empty = all that the rest says'),
    signals: z.array(sharedSignalSchema).min(1),
  })
  .refine(
    ({ kind, below, assets }) => kind !== undefined || below !== undefined || assets.length > 0,
    'expected kind, below or assets',
  );

export const packFileSchema = packSchema
  .extend({
    assets: z.array(writtenAssetSchema).default([]),
    forEach: z.array(forEachSchema).default([]).describe('signals and limits that many assets have alike'),
  })
  .transform(({ assets: written, forEach, ...rest }, context): PackManifest => {
    const assets = written.flatMap(numberedAssets);
    const parentOf = new Map(assets.map(({ id, parent }) => [id, parent]));
    const signals = [...rest.signals];
    const limits = [...rest.limits];
    for (const [at, { kind, below, assets: named, signals: shared }] of forEach.entries()) {
      const chosen = assets.filter(
        ({ id, kind: itsKind }) =>
          (kind === undefined || itsKind === kind) &&
          (below === undefined || isBelow(id, below, parentOf)) &&
          (named.length === 0 || named.includes(id)),
      );
      const unknown = named.filter((id) => !parentOf.has(id));
      if (chosen.length === 0 || unknown.length > 0)
        context.addIssue({
          code: 'custom',
          path: ['forEach', at],
          message:
            unknown.length > 0
              ? `${unknown.join(', ')}: not among the assets`
              : 'no asset is what kind, below and assets say',
        });
      for (const { id, title } of chosen)
        for (const { limits: itsLimits, ...signal } of shared) {
          const { measurement, field } = signal;
          signals.push({ ...signal, asset: id, title: signal.title.replaceAll('{asset}', title) });
          limits.push(...itsLimits.map((limit) => ({ ...limit, asset: id, measurement, field })));
        }
    }
    return { ...rest, assets, signals, limits };
  });

function numberedAssets({ numbered, ...asset }: z.infer<typeof writtenAssetSchema>): PackManifest['assets'] {
  if (numbered === undefined) return [asset];
  return Array.from({ length: numbered.to - numbered.from + 1 }, (_, at) => {
    const fill = (text: string): string => text.replaceAll('{n}', String(numbered.from + at));
    return { ...asset, id: fill(asset.id), title: fill(asset.title) };
  });
}

/** Ends on a circle of parents too. */
function isBelow(id: string, above: string, parentOf: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>();
  for (let at = parentOf.get(id); typeof at === 'string' && !seen.has(at); at = parentOf.get(at)) {
    if (at === above) return true;
    seen.add(at);
  }
  return false;
}
