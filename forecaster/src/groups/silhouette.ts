/**
 * How well each point fits its group (Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7): distance to the nearest other group less that to its own, over the
 * larger of the two. 0 for a point that is alone.
 */
export function silhouettes(points: readonly Float32Array[], labels: readonly number[]): readonly number[] {
  const groups = Math.max(...labels) + 1;
  return points.map((point, at) => {
    const sums = new Float64Array(groups);
    const counts = new Float64Array(groups);
    points.forEach((other, place) => {
      if (place === at) return;
      const label = labels[place] as number;
      let squares = 0;
      for (let feature = 0; feature < point.length; feature += 1)
        squares += ((point[feature] as number) - (other[feature] as number)) ** 2;
      sums[label] = (sums[label] as number) + Math.sqrt(squares);
      counts[label] = (counts[label] as number) + 1;
    });
    const mine = labels[at] as number;
    if (counts[mine] === 0) return 0;
    const own = (sums[mine] as number) / (counts[mine] as number);
    const others = Array.from(sums, (sum, label) =>
      label === mine || counts[label] === 0 ? Infinity : sum / (counts[label] as number),
    );
    const nearest = Math.min(...others);
    const larger = Math.max(own, nearest);
    return Number.isFinite(nearest) && larger > 0 ? (nearest - own) / larger : 0;
  });
}
