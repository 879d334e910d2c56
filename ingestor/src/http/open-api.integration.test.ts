import type express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IngestorFixture, openIngestorFixture } from '../../testing/ingestor-fixture.js';

/** What Express keeps of a router; its types leave it out. */
interface Layer {
  readonly route?: { readonly path: string | readonly string[]; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** `get /api/v1/files/{id}` of each route, through all routers. */
function routesOf(stack: readonly Layer[]): readonly string[] {
  return stack.flatMap(({ route, handle }) => {
    if (!route) return routesOf(handle.stack ?? []);
    const methods = Object.keys(route.methods).filter((method) => method !== '_all');
    return [route.path].flat().flatMap((path) => {
      const written = path.replace(/:(\w+)/g, '{$1}');
      return methods.map((method) => `${method} ${written}`);
    });
  });
}

/** Answered before Express, so that it has no route for them. */
const HOT = ['post /api/v2/write', 'post /write'];

describe('/openapi.json', () => {
  let fixture: IngestorFixture;
  let routes: readonly string[];
  let document: { readonly paths: Readonly<Record<string, Readonly<Record<string, { summary?: string }>>>> };
  beforeAll(async () => {
    let app: express.Express | undefined;
    fixture = await openIngestorFixture({ extend: (mounted) => (app = mounted) });
    routes = routesOf((app as unknown as { router: { stack: readonly Layer[] } }).router.stack);
    document = (await (await fetch(`${fixture.ingestor.url}/openapi.json`)).json()) as typeof document;
  });
  afterAll(() => fixture.close());

  it('has every route that is served, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes.length).toBeGreaterThan(20);
    expect(described.sort()).toEqual([...routes, ...HOT].sort());
  });

  it('says of each what it is for, and names each part of a path as a parameter', () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods)) {
        const { summary, parameters = [] } = operation as {
          summary?: string;
          parameters?: { name: string; in: string }[];
        };
        expect(summary, `${method} ${path}`).toMatch(/\w/);
        const named = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
        expect(named.sort(), `${method} ${path}`).toEqual(
          [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort(),
        );
      }
  });

  it.each(HOT)('has %s, which is answered', async (route) => {
    const path = route.split(' ')[1] ?? '';
    expect((await fixture.post(`${path}?bucket=wellhead&db=wellhead`, 'esp,asset=w v=1')).status).toBe(204);
  });
});
