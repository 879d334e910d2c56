/** Options of the dynacard panel. A change of their shape needs a step in options-migration.ts. */
export interface DynacardOptions {
  /** Earlier cards of the well that are drawn faintly behind the chosen one; 0 = none. */
  readonly ghosts: number;
  readonly showSurface: boolean;
  readonly showPump: boolean;
  /** The newest earlier card of the well that was diagnosed normal, to compare with. */
  readonly showReference: boolean;
  readonly showFacts: boolean;
}

export const defaultOptions: DynacardOptions = {
  ghosts: 30,
  showSurface: true,
  showPump: true,
  showReference: true,
  showFacts: true,
};
