import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { prebundleGrafana } from './prebundle-grafana.js';

export default async function setup(): Promise<void> {
  await prebundleGrafana(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..'));
}
