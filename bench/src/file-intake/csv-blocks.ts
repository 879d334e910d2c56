/** How the columns of the generated CSV become readings. */
export const MAPPING = `
source: bench
csv: { delimiter: ';' }
time: { column: time, format: iso }
readings:
  form: long
  asset: { column: well }
  name: sensor
  value: value
  signals:
    motor_temperature: { signal: esp.motor_temperature }
    intake_pressure: { signal: esp.intake_pressure }
    current: { signal: esp.current }
    frequency: { signal: esp.frequency }
`;

const SENSORS = ['motor_temperature', 'intake_pressure', 'current', 'frequency'];
const DESCRIPTIONS = [
  'Temperature of the motor winding, downhole gauge',
  'Pressure at the intake of the pump, downhole gauge',
  'Current of phase A, control station',
  'Output frequency of the drive, control station',
];
const WELLS = 250;
const SECONDS_PER_BLOCK = 4;
const ROWS_PER_BLOCK = WELLS * SENSORS.length * SECONDS_PER_BLOCK;
const START_MS = Date.UTC(2020, 0, 1);
const TIME_CHARACTERS = 19;

/** Blocks of rows, a second of all wells after the other, until there are `wantedBytes`. Only the times differ: they are patched into a template. */
export function csvBlocks(wantedBytes: number) {
  const places: number[] = [];
  let text = '';
  for (let row = 0; row < ROWS_PER_BLOCK; row++) {
    const sensor = SENSORS[row % SENSORS.length] ?? '';
    const well = Math.floor(row / SENSORS.length) % WELLS;
    places.push(text.length);
    text += `${'0'.repeat(TIME_CHARACTERS)};well-${well};${sensor};${(20 + 50 * Math.abs(Math.sin(row))).toFixed(2)};good;gateway-${well % 8};${DESCRIPTIONS[row % SENSORS.length]}, pad ${well % 20}, metering unit ${well % 5}\n`;
  }
  let bytes = 0;
  let rows = 0;
  return {
    async *blocks(): AsyncGenerator<Buffer> {
      const header = Buffer.from('time;well;sensor;value;quality;gateway;description\n');
      bytes += header.length;
      yield header;
      for (let second = 0; bytes < wantedBytes; second += SECONDS_PER_BLOCK) {
        const block = Buffer.from(text);
        const times = Array.from({ length: SECONDS_PER_BLOCK }, (_, at) =>
          Buffer.from(
            new Date(START_MS + (second + at) * 1_000).toISOString().slice(0, TIME_CHARACTERS).replace('T', ' '),
          ),
        );
        const perSecond = ROWS_PER_BLOCK / SECONDS_PER_BLOCK;
        places.forEach((place, row) => block.set(times[Math.floor(row / perSecond)] as Buffer, place));
        bytes += block.length;
        rows += ROWS_PER_BLOCK;
        yield block;
      }
    },
    get bytes() {
      return bytes;
    },
    get rows() {
      return rows;
    },
  };
}
