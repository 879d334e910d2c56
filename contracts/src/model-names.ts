/** Names of the models that need no file, and of what is made of several: no model that is brought may have one of them. Held equal to what the forecaster has by its test. */
export const OUR_MODELS: readonly string[] = [
  'arps',
  'bottom-up',
  'combination',
  'croston',
  'double-seasonality',
  'drift',
  'holt-winters',
  'holt-winters-log',
  'mint',
  'ridge',
  'seasonal-naive',
  'theta',
  'yearly',
];
