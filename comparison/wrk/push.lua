-- Sends pushes or deletes for random groups of those held:
--
--   wrk [options] -s push.lua URL -- METHOD GROUPS BODY_FILE [PAUSE_MILLIS [PATH [CONTENT_TYPE]]]
--
-- Six random digits replace every "@DIGIT" in the body, so that no push is like the one before.
-- With a pause, each connection waits that long between two pushes. The number of the group
-- replaces "GROUP" in the path; the default is /metrics/job/bench/instance/host-GROUP. The last
-- line of the output starts with RESULT and is for machines.

local threads = 0

function setup(thread)
  thread:set("seed", threads)
  threads = threads + 1
end

local method, groups, pause, head, parts, before, after

function init(args)
  method, groups = args[1], tonumber(args[2])
  pause = tonumber(args[4] or "0")
  local path = args[5] or "/metrics/job/bench/instance/host-GROUP"
  local from, to = path:find("GROUP", 1, true)
  before, after = path:sub(1, (from or #path + 1) - 1), to and path:sub(to + 1)
  local type = (args[6] or "") ~= "" and "\r\nContent-Type: " .. args[6] or ""
  local file = assert(io.open(args[3], "rb"))
  local body = file:read("*a")
  file:close()
  parts = {}
  local length = 0
  for part in (body .. "@DIGIT"):gmatch("(.-)@DIGIT") do
    parts[#parts + 1] = part
    length = length + #part
  end
  length = length + 6 * (#parts - 1)
  head = " HTTP/1.1\r\nHost: localhost" .. type .. "\r\nContent-Length: " .. length .. "\r\n\r\n"
  math.randomseed(seed)
end

function request()
  -- Numbers of one length, as the groups were loaded: host-100000 and so on.
  local group = 100000 + math.random(0, groups - 1)
  local digits = tostring(math.random(100000, 999999))
  local path = after and before .. group .. after or before
  return method .. " " .. path .. head .. table.concat(parts, digits)
end

function delay()
  return pause
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    "RESULT requests=%d micros=%d p50micros=%d p99micros=%d statusErrors=%d otherErrors=%d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
