import { describe, expect, it } from 'vitest';
import { listen } from '../testing/listen.js';
import { COMMANDS } from './commands.js';
import { EXIT_MEANINGS } from './exit-codes.js';

describe('wellhead', () => {
  it('lists every command and every exit code in its help', async () => {
    const { exitCode, said } = await listen({}, '--help');
    expect(exitCode).toBe(0);
    const lines = said.split('\n').map((line) => line.replace(/ +/g, ' ').trim());
    for (const { name, summary } of COMMANDS) expect(lines).toContain(`${name} ${summary}`);
    for (const [code, meaning] of Object.entries(EXIT_MEANINGS)) expect(said).toContain(`${code}  ${meaning}`);
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s explains itself with examples that start with its name',
    async (name, command) => {
      const { exitCode, said } = await listen({}, ...name.split(' '), '--help');
      expect(exitCode).toBe(0);
      expect(command.examples.length).toBeGreaterThan(0);
      for (const { line, does } of command.examples) {
        expect(line).toContain(`wellhead ${name}`);
        expect(said).toContain(line);
        expect(said).toContain(does);
      }
      for (const option of Object.keys(command.options ?? {})) expect(said).toContain(`--${option}`);
    },
  );

  it('answers nothing at all with its help and exit code 2', async () => {
    expect((await listen({})).exitCode).toBe(2);
  });

  it.each([
    [['fly'], 'There is no command “fly”'],
    [['migrate'], 'use wellhead migrate status'],
    [['migrate', 'sideways'], '“migrate sideways” is no command'],
    [['flow', 'run'], 'FLOW is missing'],
    [['flow', 'run', 'a', 'b'], '“b” is one word too many'],
    [['doctor', '--loud'], "Unknown option '--loud'"],
    [['doctor', '--timeout', 'soon'], '--timeout: found “soon”, expected seconds above 0'],
    [['migrate', 'down', '--steps', '0', '--yes'], '--steps: found “0”, expected a whole number from 1 on'],
    [['migrate', 'down'], 'say --yes'],
  ])('%j is wrong use: %s', async (words, sentence) => {
    const { exitCode, said, complained } = await listen({}, ...words);
    expect(exitCode).toBe(2);
    expect(said).toBe('');
    expect(complained).toContain(sentence);
    expect(complained).not.toContain('    at ');
  });

  it('tells a setting that cannot be used, all of them at once', async () => {
    const { exitCode, complained } = await listen({ WELLHEAD_HTTP_PORT: 'x', WELLHEAD_URL: 'nowhere' }, 'doctor');
    expect(exitCode).toBe(2);
    expect(complained).toContain('WELLHEAD_HTTP_PORT is “x”');
    expect(complained).toContain('WELLHEAD_URL is “nowhere”');
  });

  it('says that nothing answers, where, and what to do, with exit code 3', async () => {
    const environment = { WELLHEAD_URL: 'http://127.0.0.1:9', WELLHEAD_DATA_DIR: '/nowhere' };
    const { exitCode, complained } = await listen(environment, 'flow', 'run', 'retail-daily');
    expect(exitCode).toBe(3);
    expect(complained).toMatch(/does not answer at http:\/\/127\.0\.0\.1:9 .*: start it \(npm start/);
  });
});
