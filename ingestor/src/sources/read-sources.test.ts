import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSources } from './read-sources.js';

describe('the configuration of sources', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wellhead-sources-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(dir, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  };

  it('is none when no path is given', async () => {
    expect(await readSources(undefined, {})).toEqual({ kind: 'ok', sources: [] });
  });

  it('is read from a folder of files, with secrets from the environment', async () => {
    await write(
      'a.yaml',
      `sources:\n  - { name: a, kind: mqtt, url: 'mqtt://h:1883', password: { env: PW }, topics: [{ topic: 'w/{asset}', format: json }] }\n`,
    );
    await write(
      'b.yml',
      `sources:\n  - { name: b, kind: mqtt, url: 'mqtt://h', topics: [{ topic: x, format: lines }] }\n`,
    );
    await write('notes.txt', 'not looked at');
    const outcome = await readSources(dir, { PW: 'secret' });
    expect(outcome).toMatchObject({ kind: 'ok', sources: [{ name: 'a', password: 'secret' }, { name: 'b' }] });
  });

  it('tells all faults at once, with file, place, what was found and what is expected', async () => {
    const one = await write(
      'one.yaml',
      [
        'sources:',
        '  - { name: a, kind: mqtt, url: "http://h", password: secret, topics: [{ topic: "w{asset}", format: json }] }',
        '  - { name: b, kind: carrier-pigeon }',
        '  - { name: c, kind: mqtt, url: "mqtt://h", password: { env: NOT_SET }, topics: [] }',
      ].join('\n'),
    );
    const two = await write('two.yaml', 'sources: { name: a }');
    const three = await write('three.yaml', 'sources: [');
    const outcome = await readSources(dir, {});
    if (outcome.kind === 'ok') throw new Error('should have faults');
    const expected: [string, string, RegExp][] = [
      [one, 'sources.0.url', /found "http:\/\/h"; expected mqtt:\/\//],
      [one, 'sources.0.password', /expected \{ env: NAME_OF_A_VARIABLE \}/],
      [one, 'sources.0.topics.0.topic', /mixes a name or wildcard with text/],
      [one, 'sources.1.kind', /found "carrier-pigeon"; .*mqtt/],
      [one, 'sources.2.password', /NOT_SET is not set/],
      [one, 'sources.2.topics', /found \[\]/],
      [two, 'sources', /found \{"name":"a"\}/],
    ];
    for (const [file, place, text] of expected)
      expect(
        outcome.faults.filter((fault) => fault.startsWith(`${file}: ${place}:`) && text.test(fault)),
        place,
      ).toHaveLength(1);
    expect(outcome.faults.some((fault) => fault.startsWith(`${three}: `))).toBe(true);
    expect(outcome.faults).toHaveLength(expected.length + 1);
    expect(outcome.faults.join()).not.toContain('"secret"');
  });

  it('wants every name once, and a path that is there', async () => {
    const file = await write(
      'a.yaml',
      `sources:\n${'  - { name: a, kind: mqtt, url: "mqtt://h", topics: [{ topic: x, format: lines }] }\n'.repeat(2)}`,
    );
    expect(await readSources(file, {})).toMatchObject({
      kind: 'faults',
      faults: [expect.stringContaining('another name')],
    });
    expect(await readSources(path.join(dir, 'nowhere'), {})).toMatchObject({
      kind: 'faults',
      faults: [expect.stringContaining('nowhere: cannot be read')],
    });
  });

  it('is as the sample of each source shows it', async () => {
    const folder = fileURLToPath(new URL('.', import.meta.url));
    const samples = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.sample.yaml'));
    expect(samples.length).toBeGreaterThan(2);
    const secrets = { MQTT_PASSWORD: 'secret', COMPANY_API_TOKEN: 'secret', ORDERS_DATABASE: 'postgres://h/orders' };
    for (const sample of samples)
      expect(await readSources(path.join(folder, sample), secrets), sample).toMatchObject({
        kind: 'ok',
      });
  });
});
