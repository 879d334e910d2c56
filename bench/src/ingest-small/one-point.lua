-- One point a request, each with a time of its own; arguments: token, first time in ns (as its seconds).
local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end
function init(args)
  count = 0
  seconds = args[2]
  headers = { ["Authorization"] = "Token " .. args[1], ["Content-Type"] = "text/plain" }
end
function request()
  count = count + 1
  local body = string.format("env,device=dev-%d,site=s%d temp=21.5 %s%d%08d", count % 1000, id, seconds, id, count)
  return wrk.format("POST", nil, headers, body)
end
