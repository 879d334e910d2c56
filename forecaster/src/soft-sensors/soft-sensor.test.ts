import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { seededNumbers } from '../training/seeded-numbers.js';
import { biasAt, biasCourse } from './bias.js';
import { learnSoftSensor, LEAST_SAMPLES, type SoftSensorLesson } from './learn-soft-sensor.js';

const HOUR = 3_600_000;

/** y = 90 + 2 a − 3 b and a little noise; from `driftFrom` on something that no input shows takes one away. */
function plant(samples: number, driftFrom = samples): SoftSensorLesson {
  const random = seededNumbers(4);
  const noise = (): number => random() + random() + random() - 1.5;
  const inputs = Float32Array.from({ length: samples * 2 }, (_, at) =>
    at % 2 === 0 ? 500 + 5 * noise() : 2 + noise(),
  );
  const measured = Array.from({ length: samples }, (_, at) => {
    const [a, b] = [(inputs[at * 2] as number) - 500, inputs[at * 2 + 1] as number];
    return 90 + 2 * a - 3 * b + 0.05 * noise() - (at >= driftFrom ? 1 : 0);
  });
  return { timesMs: measured.map((_, at) => at * HOUR), inputs, measured, inputCount: 2, biasWeight: 0.3 };
}

describe('a soft sensor', () => {
  it('learns what process values say of a laboratory value, as an ONNX file', async () => {
    const lesson = plant(120);
    const learnt = await learnSoftSensor(lesson);
    if (learnt.kind !== 'learnt') throw new Error('not learnt');
    expect(learnt.error).toBeLessThan(0.1);
    expect(learnt.error).toBeLessThan(learnt.naiveError / 10);
    expect(learnt.origins).toBe(60);
    const card = JSON.stringify({ samples: 120, fromMs: 0, untilMs: 119 * HOUR });
    expect(Buffer.from(learnt.model).toString('latin1')).toContain(card);
    const session = await InferenceSession.create(learnt.model, { logSeverityLevel: 3 });
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(503, 1.5, 500, 2), [2, 2]) });
    expect(y?.dims).toEqual([2, 1]);
    expect(Number(y?.data[0])).toBeCloseTo(90 + 6 - 4.5, 0);
    expect(Number(y?.data[1])).toBeCloseTo(84, 0);
    await session.release();
  });

  it('is judged by samples that came later: what it learns from them does not help it', async () => {
    const learnt = await learnSoftSensor(plant(120));
    const turned = plant(120);
    const measured = turned.measured.map((value, at) => (at >= 60 ? 200 - value : value));
    const other = await learnSoftSensor({ ...turned, measured });
    if (learnt.kind !== 'learnt' || other.kind !== 'learnt') throw new Error('not learnt');
    expect(other.error).toBeGreaterThan(10 * learnt.error);
  });

  it('says how many samples are missing', async () => {
    expect(await learnSoftSensor(plant(LEAST_SAMPLES - 1))).toEqual({
      kind: 'too-few',
      have: LEAST_SAMPLES - 1,
      need: LEAST_SAMPLES,
    });
  });
});

describe('the bias of a soft sensor', () => {
  const sample = (at: number, model: number, measured: number) => ({ timeMs: at * HOUR, model, measured });

  it('takes up its share of every deviation, and holds from the sample on', () => {
    const course = biasCourse([sample(1, 95, 96), sample(2, 95, 96)], 0.5);
    expect(course).toEqual([
      { timeMs: HOUR, deviation: 1, bias: 0.5 },
      { timeMs: 2 * HOUR, deviation: 0.5, bias: 0.75 },
    ]);
    expect([0.5, 1, 1.5, 2.5].map((at) => biasAt(course, at * HOUR))).toEqual([0, 0, 0.5, 0.75]);
  });

  it('comes to a lasting offset, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        (offset, weight) => {
          const course = biasCourse(
            Array.from({ length: 120 }, (_, at) => sample(at, 95, 95 + offset)),
            weight,
          );
          expect(course.at(-1)?.bias).toBeCloseTo(offset, 3);
        },
      ),
    );
  });
});
