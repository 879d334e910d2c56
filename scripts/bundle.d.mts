/** Bundles the named services of docker-compose.yml (default: all) and the packs below `out`. */
export function bundleServices(out: string, names?: readonly string[]): Promise<void>;

/** Bundles entries (sources below the root, by their names), each into a file of its own (`<name>.mjs`) in `to`. */
export function bundleEntries(to: string, entries: Readonly<Record<string, string>>): Promise<void>;
