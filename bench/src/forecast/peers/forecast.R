# Fits and forecasts each series by a function of the package forecast (the only argument: ets or auto.arima), one thread, and prints one line
# a series: seconds of CPU (user and system) and by the wall, then the forecast.
# Input: one line a series on stdin: season, horizon, values.
suppressMessages(library(forecast))
method <- get(commandArgs(trailingOnly = TRUE)[1])
invisible(forecast(method(ts(rnorm(60), frequency = 7)), h = 7)) # loads what is loaded once
for (line in readLines(file("stdin"))) {
  numbers <- as.numeric(strsplit(line, " ")[[1]])
  series <- ts(numbers[-(1:2)], frequency = numbers[1])
  time <- system.time(path <- forecast(method(series), h = numbers[2]))
  cat(time[["user.self"]] + time[["sys.self"]], time[["elapsed"]], as.numeric(path$mean), "\n")
}
