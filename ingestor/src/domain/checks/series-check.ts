import { type Series, unitConversion } from '@wellhead/contracts';
import { type CheckDefinitions, checkOf } from './definitions.js';

/** Tag by which a reading declares the unit of its value. */
export const UNIT_TAG = 'unit';

/** What is looked at in the readings of one series; limits that were not asked for are infinite, so that comparing is all there is to do. */
export interface SeriesCheck {
  /** Every reading is refused, for this reason. */
  readonly refusal: SeriesRefusal | undefined;
  readonly conversion: { readonly scale: number; readonly offset: number } | undefined;
  readonly isUnknownAsset: boolean;
  readonly holds: 'numbers' | 'integers' | 'other';
  readonly hardLow: number;
  readonly hardHigh: number;
  readonly softLow: number;
  readonly softHigh: number;
  readonly mostPerMs: number;
  readonly stuckAfter: number;
  readonly clockSkewMs: number;
  readonly farFutureMs: number;
}

export interface SeriesRefusal {
  readonly check: 'unit' | 'unknown-asset';
  readonly reason: string;
  readonly found: string;
  readonly expected: string;
}

/** Compiles what the catalogue asks of a series; undefined when it asks nothing, which is what most series cost. */
export function compileCheck(series: Series, definitions: CheckDefinitions): SeriesCheck | undefined {
  const { measurement, field, tags, type } = series;
  const policy = definitions.policies.get(measurement);
  if (!policy) return undefined;
  const asset = tags['asset'] ?? '';
  const isKnown = definitions.assets.has(asset);
  const check = checkOf(definitions, asset, measurement, field);
  const declared = tags[UNIT_TAG];
  const unit = check?.unit ?? definitions.unitOf(asset, measurement, field);
  const isNumber = type === 'float' || type === 'integer' || type === 'unsigned';
  const conversion = declared === undefined || unit === undefined ? undefined : unitConversion(declared, unit);
  return {
    refusal: refusalOf(),
    conversion,
    isUnknownAsset: !isKnown,
    holds: type === 'float' ? 'numbers' : isNumber ? 'integers' : 'other',
    hardLow: check?.hard?.low ?? -Infinity,
    hardHigh: check?.hard?.high ?? Infinity,
    softLow: check?.soft?.low ?? -Infinity,
    softHigh: check?.soft?.high ?? Infinity,
    mostPerMs: (check?.mostPerSecond ?? Infinity) / 1_000,
    stuckAfter: check?.stuckAfter ?? Infinity,
    clockSkewMs: policy.clockSkewMs,
    farFutureMs: policy.farFutureMs,
  };

  function refusalOf(): SeriesRefusal | undefined {
    if (!isKnown && policy?.unknownAsset === 'quarantine')
      return {
        check: 'unknown-asset',
        reason: asset === '' ? 'the reading names no asset' : 'no catalogue knows the asset',
        found: asset === '' ? 'no tag asset' : asset,
        expected: `an asset of the catalogue, because ${measurement} is taken from known assets only`,
      };
    if (declared === undefined || unit === undefined) return undefined;
    const what = { check: 'unit' as const, found: declared };
    if (!conversion)
      return {
        ...what,
        reason: `the unit of "${field}" cannot be converted`,
        expected: `${unit}, or a unit of the same kind`,
      };
    if (type !== 'float' && (conversion.scale !== 1 || conversion.offset !== 0))
      return {
        ...what,
        reason: `"${field}" is ${type}: only float values are converted`,
        expected: `${unit}, or a float`,
      };
    return undefined;
  }
}
