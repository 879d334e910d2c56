export interface BuildOptions {
  /** Build even when nothing has changed. */
  readonly force?: boolean;
  readonly log?: (line: string) => void;
  /** Folder of the plugin's package; default: wellhead-app. */
  readonly root?: string;
  /** Where to build to; default: `dist` of the root. */
  readonly dist?: string;
}
export declare const pluginsDist: string;
export declare const previewDist: string;
export declare function buildPlugins(options?: BuildOptions): Promise<boolean>;
export declare function buildPreview(options?: Pick<BuildOptions, 'force' | 'log'>): Promise<boolean>;
export declare function allAreBuilt(): boolean;
export declare function buildAll(options?: Pick<BuildOptions, 'force' | 'log'>): Promise<boolean>;
