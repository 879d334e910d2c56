import type { PackManifest } from '@wellhead/contracts';
import { DYNACARD_COLUMNS, signalId } from '@wellhead/contracts';
import { recordShapeSchema } from './record-columns.js';

const twice = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, at) => names.indexOf(name) !== at)),
];

const below = (value: number | undefined, bound: number | undefined): boolean =>
  value !== undefined && bound !== undefined && value < bound;

/** What does not fit together in a manifest that is well formed: one sentence each. */
export function packFaults(manifest: PackManifest, sqlFiles: readonly string[]): readonly string[] {
  const faults: string[] = [];
  const assets = new Set(manifest.assets.map((asset) => asset.id));
  const signals = new Set(manifest.signals.map(signalId));
  const named = (what: string, names: readonly string[]): void => {
    for (const name of twice(names)) faults.push(`${what} ${name} is there twice: each needs a name of its own`);
  };
  named(
    'asset',
    manifest.assets.map((asset) => asset.id),
  );
  named('signal', manifest.signals.map(signalId));
  named(
    'limit',
    manifest.limits.map((limit) => `${signalId(limit)} ${limit.kind}`),
  );
  named(
    'record type',
    manifest.recordTypes.map((recordType) => recordType.type),
  );
  named(
    'flow',
    manifest.flows.map((flow) => flow.name),
  );
  named(
    'report',
    manifest.reports.map((report) => report.name),
  );

  for (const asset of manifest.assets)
    if (asset.parent !== null && !assets.has(asset.parent))
      faults.push(`asset ${asset.id}: its parent ${asset.parent} is not among the assets`);
  for (const signal of manifest.signals) {
    if (!assets.has(signal.asset)) faults.push(`signal ${signalId(signal)}: its asset is not among the assets`);
    for (const part of signal.sumOf)
      if (!signals.has(signalId({ ...signal, asset: part })))
        faults.push(
          `signal ${signalId(signal)}: sumOf names ${part}, which has no ${signal.measurement}.${signal.field}`,
        );
    const { asset, runsWhile } = signal;
    if (runsWhile && !signals.has(signalId({ asset, ...runsWhile })))
      faults.push(
        `signal ${signalId(signal)}: runsWhile names ${signalId({ asset, ...runsWhile })}, which is no signal`,
      );
    for (const { asset = signal.asset, measurement, field, plan } of signal.drivers)
      for (const named of [{ measurement, field }, ...(plan ? [plan] : [])])
        if (!signals.has(signalId({ asset, ...named })))
          faults.push(`signal ${signalId(signal)}: drivers name ${signalId({ asset, ...named })}, which is no signal`);
  }
  for (const limit of manifest.limits)
    if (!signals.has(signalId(limit))) faults.push(`limit ${signalId(limit)} ${limit.kind}: there is no such signal`);

  named(
    'tag',
    manifest.tags.map(({ tag }) => tag),
  );
  for (const tag of manifest.tags)
    if (!signals.has(signalId(tag))) faults.push(`tag ${tag.tag}: ${signalId(tag)} is not among the signals`);

  for (const recordType of manifest.recordTypes) {
    const shape = recordShapeSchema.safeParse(recordType.schema);
    if (!shape.success) {
      for (const issue of shape.error.issues)
        faults.push(`record type ${recordType.type}: schema.${issue.path.join('.')}: ${issue.message}`);
      continue;
    }
    for (const column of recordType.key)
      if (!(column in shape.data.properties))
        faults.push(`record type ${recordType.type}: key column ${column} is not among the properties of its schema`);
  }

  for (const name of manifest.dynacards) {
    const recordType = manifest.recordTypes.find(({ type }) => type === name);
    const shape = recordShapeSchema.safeParse(recordType?.schema);
    const missing = DYNACARD_COLUMNS.filter((column) => !(column in (shape.data?.properties ?? {})));
    if (recordType === undefined) faults.push(`dynacards: ${name} is not among the record types`);
    else if (missing.length > 0) faults.push(`dynacards: record type ${name} has no ${missing.join(', ')}`);
    else if (recordType.key.join() !== 'id') faults.push(`dynacards: the key of record type ${name} must be id`);
  }

  for (const { name, recordType: type, ...columns } of manifest.failures) {
    const recordType = manifest.recordTypes.find((known) => known.type === type);
    const shape = recordShapeSchema.safeParse(recordType?.schema);
    const { assetColumn, failedAtColumn, runsAgainAtColumn, kindColumn } = columns;
    const missing = [assetColumn, failedAtColumn, runsAgainAtColumn, kindColumn].filter(
      (column) => !(column in (shape.data?.properties ?? {})),
    );
    if (recordType === undefined) faults.push(`failures ${name}: ${type} is not among the record types`);
    else if (missing.length > 0) faults.push(`failures ${name}: record type ${type} has no ${missing.join(', ')}`);
  }
  named(
    'failures',
    manifest.failures.map(({ name }) => name),
  );
  named(
    'grouping',
    manifest.groupings.map(({ name }) => name),
  );

  named(
    'soft sensor',
    manifest.softSensors.map(({ name }) => name),
  );
  for (const { name, asset, reference, inputs } of manifest.softSensors)
    for (const part of [reference, ...inputs])
      if (!signals.has(signalId({ asset, ...part })))
        faults.push(`soft sensor ${name}: ${signalId({ asset, ...part })} is not among the signals`);

  named(
    'check',
    manifest.checks.map((check) => [check.measurement, check.field, ...check.assets.toSorted()].join(' ')),
  );
  for (const { measurement, field, assets: of, soft, hard } of manifest.checks) {
    const name = `check ${measurement}.${field}`;
    if (!manifest.signals.some((signal) => signal.measurement === measurement && signal.field === field))
      faults.push(`${name}: there is no such signal`);
    for (const asset of of) if (!assets.has(asset)) faults.push(`${name}: ${asset} is not among the assets`);
    if (soft && hard && (below(soft.low, hard.low) || below(hard.high, soft.high)))
      faults.push(`${name}: the soft range reaches beyond the hard one, where every value is refused`);
  }

  const recordTypes = new Set(manifest.recordTypes.map((recordType) => recordType.type));
  const flows = new Set(manifest.flows.map((flow) => flow.name));
  const reports = new Set(manifest.reports.map((report) => report.name));
  for (const flow of manifest.flows) {
    if (flow.after !== undefined && !flows.has(flow.after))
      faults.push(`flow ${flow.name}: it comes after ${flow.after}, which is not among the flows`);
    for (const [at, step] of flow.steps.entries()) {
      if ('file' in step && !sqlFiles.includes(step.file))
        faults.push(`flow ${flow.name}, step ${step.name}: sql/${step.file} is missing`);
      if (step.kind === 'sql' && step.forEach !== undefined && !sqlFiles.includes(step.forEach))
        faults.push(`flow ${flow.name}, step ${step.name}: sql/${step.forEach} is missing`);
      if (at === 0 && 'beside' in step && step.beside === true)
        faults.push(`flow ${flow.name}, step ${step.name}: no step is before it that it could begin together with`);
      if (step.kind === 'pull' && !recordTypes.has(step.recordType))
        faults.push(
          `flow ${flow.name}, step ${step.name}: record type ${step.recordType} is not among the record types`,
        );
      const brings = step.kind === 'transform' ? step.extract : step.kind === 'load' ? step.transform : undefined;
      const before = flow.steps.slice(0, at).find(({ name }) => name === brings);
      if (brings !== undefined && before?.kind !== (step.kind === 'transform' ? 'extract' : 'transform'))
        faults.push(
          `flow ${flow.name}, step ${step.name}: ${brings} is no ${step.kind === 'transform' ? 'extract' : 'transform'} step before it`,
        );
      if (step.kind === 'report' && !reports.has(step.report))
        faults.push(`flow ${flow.name}, step ${step.name}: report ${step.report} is not among the reports`);
    }
  }
  return faults;
}
