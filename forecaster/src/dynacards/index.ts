/** Dynamograms: surface card → pump card → class with probability, rule with words, fillage. */
export { openCardDiagnosing, type CardDiagnosing, type CardDiagnosis, type CardOutcome } from './diagnose-cards.js';
export { fitCardClassifier, TRAINING, type LabelledSurfaceCard } from './fit-classifier.js';
export { judgeClasses, type Judgement } from './macro-f1.js';
export { classifierFile, readClassifier, type TrainedClassifier } from './classifier-file.js';
export { trainedClassifier } from './trained-classifier.js';
