import file from './card-classifier.json' with { type: 'json' };
import { readClassifier, type TrainedClassifier } from './classifier-file.js';

/** The classifier that is checked in. */
export const trainedClassifier = (): TrainedClassifier => readClassifier(JSON.stringify(file));
