/** Bundles the named services of docker-compose.yml (default: all) and the packs below `out`. */
export function bundleServices(out: string, names?: readonly string[]): Promise<void>;
