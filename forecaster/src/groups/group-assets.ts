import { InferenceSession, Tensor } from 'onnxruntime-node';
import { SESSION_OPTIONS } from '../models/sessions.js';
import { seededNumbers } from '../training/seeded-numbers.js';
import { kMeansModel } from './k-means-graph.js';
import { silhouettes } from './silhouette.js';

export interface GroupedAssets {
  /** Per asset its group, 0 … groups − 1, the largest first, and how well it fits there: −1 … 1. */
  readonly members: readonly { readonly group: number; readonly silhouette: number }[];
  readonly groups: number;
  /** Mean over all assets: above 0.5 the groups are clear, below 0.25 there are hardly any. */
  readonly silhouette: number;
}

export type GroupOutcome =
  | ({ readonly kind: 'grouped' } & GroupedAssets)
  | { readonly kind: 'too-few'; readonly have: number; readonly need: number }
  /** The best of them are hardly any. */
  | { readonly kind: 'no-groups'; readonly silhouette: number; readonly need: number };

/** Below this there are hardly any groups (Rousseeuw 1987). */
export const LEAST_SILHOUETTE = 0.25;

export const LEAST_ASSETS = 6;
const MOST_GROUPS = 8;
const STARTS = 10;
const ROUNDS = 25;

/** Groups assets by the features of their shapes (all of one length); the number of groups, 2 … 8, is the one with the best silhouette. The same seed, the same groups. */
export async function groupAssets(shapes: readonly Float32Array[], seed: number): Promise<GroupOutcome> {
  if (shapes.length < LEAST_ASSETS) return { kind: 'too-few', have: shapes.length, need: LEAST_ASSETS };
  let best: GroupedAssets | undefined;
  for (let groups = 2; groups <= Math.min(MOST_GROUPS, Math.floor(shapes.length / 2)); groups += 1) {
    const labels = ordered(await kMeans(shapes, groups, seededNumbers(seed + groups)));
    const fits = silhouettes(shapes, labels);
    const silhouette = fits.reduce((sum, fit) => sum + fit, 0) / fits.length;
    if (best && silhouette <= best.silhouette) continue;
    const members = labels.map((group, at) => ({ group, silhouette: fits[at] as number }));
    best = { groups: new Set(labels).size, silhouette, members };
  }
  const { silhouette, ...grouped } = best as GroupedAssets;
  return silhouette < LEAST_SILHOUETTE
    ? { kind: 'no-groups', silhouette, need: LEAST_SILHOUETTE }
    : { kind: 'grouped', silhouette, ...grouped };
}

async function kMeans(
  shapes: readonly Float32Array[],
  groups: number,
  random: () => number,
): Promise<readonly number[]> {
  const features = shapes[0]?.length ?? 0;
  const points = new Float32Array(shapes.length * features);
  shapes.forEach((shape, at) => points.set(shape, at * features));
  const centres = new Float32Array(STARTS * groups * features);
  for (let start = 0; start < STARTS; start += 1)
    spreadOut(shapes, groups, random).forEach((shape, at) => centres.set(shape, (start * groups + at) * features));
  const session = await InferenceSession.create(kMeansModel({ groups, features, rounds: ROUNDS }), SESSION_OPTIONS);
  try {
    const { group, loss } = await session.run({
      points: new Tensor('float32', points, [shapes.length, features]),
      centres: new Tensor('float32', centres, [STARTS, groups, features]),
    });
    const losses = loss?.data;
    const labels = group?.data;
    if (!(losses instanceof Float32Array) || !(labels instanceof BigInt64Array))
      throw new Error('the graph gave no groups');
    const start = losses.indexOf(Math.min(...losses));
    return Array.from(labels.subarray(start * shapes.length, (start + 1) * shapes.length), Number);
  } finally {
    await session.release();
  }
}

/** First centres far from one another: k-means++ (Arthur & Vassilvitskii 2007). */
function spreadOut(shapes: readonly Float32Array[], groups: number, random: () => number): readonly Float32Array[] {
  const centres = [shapes[Math.floor(random() * shapes.length)] as Float32Array];
  while (centres.length < groups) {
    const away = shapes.map((shape) => Math.min(...centres.map((centre) => squaredDistance(shape, centre))));
    let left = random() * away.reduce((sum, one) => sum + one, 0);
    const next = away.findIndex((one) => (left -= one) < 0);
    centres.push(shapes[Math.max(0, next)] as Float32Array);
  }
  return centres;
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += ((a[at] as number) - (b[at] as number)) ** 2;
  return sum;
}

/** Groups by falling size, so that their numbers do not depend on the start. */
function ordered(labels: readonly number[]): readonly number[] {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const order = [...sizes.keys()].sort(
    (a, b) => (sizes.get(b) as number) - (sizes.get(a) as number) || labels.indexOf(a) - labels.indexOf(b),
  );
  return labels.map((label) => order.indexOf(label));
}
