import type { ForecastModel } from '../models/model.js';
import { openGlobalModel } from './global-model.js';
import type { StoredNetwork } from './record.js';

/** A trained network as a batch carries it to a worker. */
export interface GivenNetwork extends StoredNetwork {
  /** As it is published: `mlp-1d-s7-h28@2`. */
  readonly id: string;
  readonly leastOrigins: number;
}

/** Networks that one worker keeps open: weights of about 0.1 MB and a session each; those of one shape and its groups are about as many. */
const MOST_OPEN = 24;

/** The networks of a worker, opened when a batch brings one for the first time. */
export function openGivenNetworks(): { of(given?: readonly GivenNetwork[]): readonly ForecastModel[] } {
  const open = new Map<string, ForecastModel>();
  return {
    of(given = []) {
      const models = given.map((network) => {
        const { id, leastOrigins } = network;
        const model = open.get(id) ?? openGlobalModel(network, { name: id, leastOrigins });
        // The newest at the end.
        open.delete(id);
        open.set(id, model);
        return model;
      });
      for (const [id, model] of open) {
        if (open.size <= MOST_OPEN || models.includes(model)) break;
        open.delete(id);
        void model.close();
      }
      return models;
    },
  };
}
