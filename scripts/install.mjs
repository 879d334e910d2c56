// Installs what a fresh clone lacks. Plain JavaScript on Node alone: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';

const MIN_NODE = [20, 19];

/** Ends with one sentence when this Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return;
  console.error(
    `Wellhead needs Node ${MIN_NODE.join('.')} or newer; this is ${process.versions.node}. Install a newer Node and try again.`,
  );
  process.exit(1);
}

/** `npm ci` when node_modules does not belong to this lock file. */
export function installPackages(root) {
  const stamp = path.join(root, 'node_modules/.wellhead-installed');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing packages from the npm registry (a minute or two, about 1.4 GB on disk) …');
  const outcome = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (outcome.status !== 0) {
    console.error(
      'The packages could not be installed: see the message of npm above. Check the network and the free disk, then run the command again.',
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

/** Debian packages that tests drive: [package, a file it brings]. */
const TEST_ENGINES = [
  ['chromium', '/usr/bin/chromium'],
  ['influxdb', '/usr/bin/influxd'],
  ['mosquitto', '/usr/sbin/mosquitto'],
  ['mosquitto-clients', '/usr/bin/mosquitto_sub'],
  ['kcat', '/usr/bin/kcat'],
  ['prometheus', '/usr/bin/prometheus'],
  ['openssl', '/usr/bin/openssl'],
];

/** Installs Chromium, InfluxDB, mosquitto and its clients, kcat, Prometheus and openssl from Debian when they are missing and we may; tests say why they are skipped elsewhere. */
export function installTestEngines() {
  const missing = TEST_ENGINES.filter(([, file]) => !existsSync(file)).map(([name]) => name);
  if (missing.length === 0) return;
  const may = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!may) {
    console.log(
      `Not installed: ${missing.join(', ')} (needs root on Debian: apt-get install ${missing.join(' ')}). Their tests are skipped and say so.`,
    );
    return;
  }
  console.log(`Installing ${missing.join(', ')} from Debian …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env };
  spawnSync('apt-get', ['update', '-qq'], options);
  const outcome = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], options);
  if (outcome.status !== 0)
    console.error(`apt-get could not install ${missing.join(' ')}; tests that need them will say so.`);
}
