/** Steps of a schedule of forecasts, minutes: those that an hour or a day is a multiple of, so that cron can say them evenly. Beside its schema, so that a page brings no zod along. */
export const FORECAST_EVERY_MINUTES = [5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1_440] as const;
