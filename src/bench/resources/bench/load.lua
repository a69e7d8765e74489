-- wrk's script: asks for one target after another, each with its own cookies; arguments: FILE [MILLISECONDS BETWEEN].
-- With a second argument each connection waits between two requests, evenly spread from 0 to twice that time.

local requests, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local path, cookie = line:match("^([^\t]*)\t(.*)$")
    local headers = { Host = wrk.headers["Host"], Accept = "*/*" }
    if cookie ~= "" then headers["Cookie"] = cookie end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
  local between = tonumber(arguments[2] or "0")
  if between > 0 then
    math.randomseed(#requests)
    delay = function() return math.floor(math.random() * 2 * between + 0.5) end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"micros":%d,"bytes":%d,"p50":%d,"p90":%d,"p99":%d,"errors":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(90), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
