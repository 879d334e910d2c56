import { fileURLToPath } from 'node:url';

/** Packs that are ready to run. */
export const PACK_NAMES = ['retail-sales'] as const;
export type PackName = (typeof PACK_NAMES)[number];

/** Folder of a pack: pack.yaml, migrations, sql. */
export const packDir = (name: PackName): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
