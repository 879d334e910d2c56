// `npm run secrets`: writes .env from .env.example with a new random secret for each one that is empty. Never overwrites a value.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const SECRETS = [
  'WELLHEAD_TOKEN',
  'POSTGRES_PASSWORD',
  'INFLUX_TOKEN',
  'INFLUX_PASSWORD',
  'GRAFANA_PASSWORD',
  'ANALYST_PASSWORD',
  'S3_SECRET_KEY',
  'MQTT_PASSWORD',
];

const template = readFileSync(existsSync('.env') ? '.env' : '.env.example', 'utf8');
const made = [];
const filled = SECRETS.reduce((text, name) => {
  const line = new RegExp(`^#? ?${name}=[ \\t]*$`, 'm');
  if (!line.test(text)) {
    if (new RegExp(`^${name}=`, 'm').test(text)) return text;
    made.push(name);
    return `${text}${text.endsWith('\n') ? '' : '\n'}${name}=${randomBytes(24).toString('hex')}\n`;
  }
  made.push(name);
  return text.replace(line, `${name}=${randomBytes(24).toString('hex')}`);
}, template);
writeFileSync('.env', filled, { mode: 0o600 });
console.log(
  made.length === 0
    ? '.env holds every secret already; nothing changed.'
    : `.env written with new secrets: ${made.join(', ')}.`,
);
console.log('Next: docker compose up -d --wait');
