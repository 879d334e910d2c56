import { rodSectionSchema, type SurfaceCard } from '@wellhead/contracts';
import type { DynacardRow } from '@wellhead/stores';
import { z } from 'zod';

const numbers = z.array(z.number());
const rowSchema = z.object({
  well_id: z.string().min(1),
  taken_at: z.date(),
  strokes_per_minute: z.number(),
  position_m: numbers,
  load_n: numbers,
  rods: z.array(rodSectionSchema),
  plunger_diameter_mm: z.number(),
  fluid_density_kg_m3: z.number(),
});

export type ReadCard =
  | { readonly kind: 'card'; readonly asset: string; readonly takenAtMs: number; readonly card: SurfaceCard }
  | { readonly kind: 'refused'; readonly asset: string; readonly takenAtMs: number; readonly reason: string };

/** A row of a pack's table as a surface card; what is missing or of another kind is told, all of it. */
export function readCard(row: DynacardRow): ReadCard {
  const parsed = rowSchema.safeParse(row);
  const asset = typeof row.well_id === 'string' ? row.well_id : '';
  const takenAtMs = (row.taken_at ?? row.received_at).getTime();
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return { kind: 'refused', asset, takenAtMs, reason: faults.slice(0, 5).join('; ') };
  }
  const { data } = parsed;
  return {
    kind: 'card',
    asset,
    takenAtMs,
    card: {
      strokesPerMinute: data.strokes_per_minute,
      positionM: Float64Array.from(data.position_m),
      loadN: Float64Array.from(data.load_n),
      rods: data.rods.map(({ length_m, diameter_mm }) => ({ lengthM: length_m, diameterMm: diameter_mm })),
      plungerDiameterMm: data.plunger_diameter_mm,
      fluidDensity: data.fluid_density_kg_m3,
    },
  };
}
