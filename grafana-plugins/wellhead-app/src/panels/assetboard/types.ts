/** Options of the asset board. A change of their shape needs a step in options-migration.ts. */
export interface AssetBoardOptions {
  readonly sortBy: 'urgency' | 'name';
  /** Headings by group, where a frame names the groups of assets. */
  readonly byGroup: boolean;
  readonly showSparkline: boolean;
  /** Least width of a tile in pixels; tiles share what is left over. */
  readonly tileWidth: number;
}

export const defaultOptions: AssetBoardOptions = {
  sortBy: 'urgency',
  byGroup: true,
  showSparkline: true,
  tileWidth: 210,
};
