import { InferenceSession } from 'onnxruntime-node';

/** Sessions of one model by shape: making one costs 20 to 200 ms. `run` blocks its thread, so this belongs in a worker. */
export interface Sessions<Shape> {
  of(shape: Shape): Promise<InferenceSession>;
  close(): Promise<void>;
}

/** `modelOf` writes the ONNX file of a shape; shapes are plain data. */
export function openSessions<Shape>(modelOf: (shape: Shape) => Uint8Array): Sessions<Shape> {
  const sessions = new Map<string, Promise<InferenceSession>>();
  return {
    of(shape) {
      const key = JSON.stringify(shape);
      const known = sessions.get(key);
      if (known) return known;
      const made = InferenceSession.create(modelOf(shape), SESSION_OPTIONS);
      sessions.set(key, made);
      // A session that could not be made is tried again by the next batch.
      made.catch(() => sessions.delete(key));
      return made;
    },
    async close() {
      const all = [...sessions.values()];
      // At once: models that share their sessions close them beside each other, and none may be released twice.
      sessions.clear();
      for (const outcome of await Promise.allSettled(all))
        if (outcome.status === 'fulfilled') await outcome.value.release();
    },
  };
}

/** One thread: the workers share the cores between them, and two threads within a run gain 1.35 × at most. */
export const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
  // The arena keeps its peak for good, which for a large batch is most of the memory of the process.
  enableCpuMemArena: false,
};
