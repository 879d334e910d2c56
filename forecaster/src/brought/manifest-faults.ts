import {
  configMatcher,
  modelManifestSchema,
  OUR_MODELS,
  signalId,
  unitConversion,
  type ModelManifest,
  type Signal,
  type SoftSensorManifest,
} from '@wellhead/contracts';
import { openCatalogue, openModelRegistry, type Stores } from '@wellhead/stores';

/** What becomes of a manifest that is held against what is known. */
export interface ManifestVerdict {
  /** Why it cannot be used, one sentence each. */
  readonly faults: readonly string[];
  /** What it wants before it can do anything. */
  readonly notes: readonly string[];
}

/** Networks that are trained here: `mlp-1d-s7-h7`. */
const OUR_NETWORKS = /^(?:mlp|n-beats|ridge)-\d/;
/** Notes of this many inputs say enough. */
const MOST_NOTES = 10;

/** Holds a manifest against the registry, the catalogue and the readings: names, units and signals that are not as it says. */
export async function manifestFaults(
  manifest: ModelManifest,
  stores: Pick<Stores, 'pool' | 'telemetry'>,
): Promise<ManifestVerdict> {
  const faults: string[] = [];
  const { name, kind } = manifest;
  if (OUR_MODELS.includes(name) || OUR_NETWORKS.test(name))
    faults.push(`the name ${name} is that of a model of ours: take another one`);
  const models = await openModelRegistry(stores.pool).list();
  const other = models.find((model) => model.name === name && model.kind !== kind);
  if (other) faults.push(`the name ${name} belongs to models of the kind ${other.kind}: take another one`);
  const signals = await openCatalogue(stores.pool).signals();
  if (manifest.kind === 'forecaster') return { faults, notes: forecasterNotes(manifest, signals) };
  const makers = models.flatMap((model): readonly Maker[] => {
    const made = modelManifestSchema.safeParse(model.card['manifest']);
    return made.success && made.data.kind === 'soft-sensor'
      ? [{ name: model.name, isRetired: model.status === 'retired', result: signalId(made.data.result) }]
      : [];
  });
  faults.push(...unitFaults(manifest, signals), ...(await resultFaults(manifest, makers, stores)));
  return { faults, notes: await inputNotes(manifest, stores) };
}

function forecasterNotes(
  manifest: Extract<ModelManifest, { kind: 'forecaster' }>,
  signals: readonly Signal[],
): readonly string[] {
  const isFor = configMatcher(manifest);
  const { intervalMs, seasonSteps } = manifest;
  const meant = signals.filter((signal) => signal.horizonSteps > 0 && isFor(signal));
  const fitting = meant.filter((signal) => signal.intervalMs === intervalMs && signal.seasonSteps === seasonSteps);
  if (fitting.length > 0) return [];
  return [
    `none of the signals that are forecast is for it: ${meant.length} have its names, none of these an interval of ${intervalMs} ms and a season of ${seasonSteps} steps`,
  ];
}

/** Values are given as they are catalogued: an input that is said to be in another unit would be read wrongly. */
function* unitFaults({ inputs }: SoftSensorManifest, signals: readonly Signal[]): Generator<string> {
  const unitOf = new Map(signals.map((signal) => [signalId(signal), signal.unit]));
  for (const input of inputs) {
    const known = unitOf.get(signalId(input));
    if (input.unit === '' || known === undefined || known === '' || known === input.unit) continue;
    const conversion = unitConversion(input.unit, known);
    if (conversion?.scale === 1 && conversion.offset === 0) continue;
    yield `the input ${signalId(input)} is in ${known} here, its manifest says ${input.unit}: train it on ${known}, or convert inside of the model`;
  }
}

/** A soft sensor that makes or made a signal. */
interface Maker {
  readonly name: string;
  readonly isRetired: boolean;
  readonly result: string;
}

/** What it makes must be nobody else's: its values would stand in the place of theirs. */
async function resultFaults(
  { name, inputs, reference, result }: SoftSensorManifest,
  makers: readonly Maker[],
  { telemetry }: Pick<Stores, 'telemetry'>,
): Promise<readonly string[]> {
  const id = signalId(result);
  if (inputs.some((input) => signalId(input) === id))
    return [`its result ${id} is one of its inputs: name another one`];
  if (reference && signalId(reference) === id)
    return [`its result ${id} is its reference, whose measured values it would replace: name another one`];
  const others = makers.filter((maker) => maker.result === id);
  const other = others.find((maker) => maker.name !== name && !maker.isRetired);
  if (other) return [`its result ${id} is made by ${other.name}: name another one, or bring it as ${other.name}`];
  if (others.length > 0 || !(await hasReadings(telemetry, result))) return [];
  return [`readings of its result ${id} come from elsewhere, and it would replace them: name another one`];
}

async function inputNotes(
  { inputs }: SoftSensorManifest,
  { telemetry }: Pick<Stores, 'telemetry'>,
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const input of inputs) {
    if (notes.length === MOST_NOTES) break;
    if (!(await hasReadings(telemetry, input)))
      notes.push(`no reading of ${signalId(input)} is known: it makes no value until there is one`);
  }
  return notes;
}

const hasReadings = async (
  telemetry: Stores['telemetry'],
  { asset, measurement, field }: Pick<Signal, 'asset' | 'measurement' | 'field'>,
): Promise<boolean> =>
  (await telemetry.latest({ measurement, field, tags: { asset: [asset] } })).some(({ timeNs }) => timeNs.length > 0);
