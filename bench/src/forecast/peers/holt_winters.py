"""Fits and forecasts each series by Holt-Winters of statsmodels (additive, damped trend), one thread, and prints one line a series: seconds of
CPU and by the wall, then the forecast. Input: one line a series on stdin: season, horizon, values."""

import sys
import time
import warnings

import numpy as np
from statsmodels.tsa.holtwinters import ExponentialSmoothing

warnings.simplefilter("ignore")
for line in sys.stdin:
    season, horizon, *values = line.split()
    cpu, wall = time.process_time(), time.perf_counter()
    model = ExponentialSmoothing(
        np.array(values, dtype=float),
        trend="add",
        damped_trend=True,
        seasonal="add" if int(season) > 1 else None,
        seasonal_periods=int(season) if int(season) > 1 else None,
        initialization_method="estimated",
    )
    path = model.fit().forecast(int(horizon))
    print(time.process_time() - cpu, time.perf_counter() - wall, *path, flush=True)
