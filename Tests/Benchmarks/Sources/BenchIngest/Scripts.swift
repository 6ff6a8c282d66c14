// What wrk sends: reports of about 2.5 KB with 25 fields and 20 steps, each with an id of its own that grows with time.

enum Scripts {
  /// What follows the words of every report.
  private static let tail: String = {
    let steps = (1...20).map {
      "{\"at\":1750000000000,\"page\":\"/checkout/\($0)\",\"text\":\"tapped the button number \($0)\"}"
    }
    let fields = (1...25).map { "\"field\($0)\":\"some value of \($0)\"" }
    return "\",\"page\":\"/checkout\",\"context\":{\"appVersion\":\"2.1\",\"osName\":\"Linux\"},\"fields\":{"
      + fields.joined(separator: ",") + "},\"steps\":[" + steps.joined(separator: ",") + "]}"
  }()

  /// The length of each report, to within a few bytes.
  static var reportBytes: Int { tail.utf8.count + 160 }

  /// `reports` 1 posts single reports, more posts batches of that many.
  static func lua(reports: Int, key: String, base: Int64) -> String {
    """
    local number = 0
    function setup(thread) thread:set("tid", number); number = number + 1 end
    function init(args)
      n = 0
      math.randomseed(\(base % 1_000_000) + tid)
      wrk.method = "POST"
      wrk.headers["Content-Type"] = "application/json"
      wrk.headers["Authorization"] = "Bearer \(key)"
    end
    local tail = [[\(tail)]]
    local function report()
      n = n + 1
      local ms = \(base) + n
      local id = string.format("%08x-%04x-7%03x-8%03x-%012x", math.floor(ms / 65536), ms % 65536, tid,
        math.random(0, 4095), n * 4096 + math.random(0, 4095))
      return '{"id":"' .. id .. '","capturedAt":' .. ms .. ',"text":"The total is wrong when ' .. id ..
        ' is in the basket, sort ' .. string.char(97 + n % 26, 97 + math.floor(n / 26) % 26) .. tail
    end
    function request()
      if \(reports) == 1 then return wrk.format(nil, "/v1/reports", nil, report()) end
      local all = {}
      for i = 1, \(reports) do all[i] = report() end
      return wrk.format(nil, "/v1/batches", nil, '{"sentAt":1750000000000,"reports":[' .. table.concat(all, ",") .. ']}')
    end
    """
  }

  /// What follows the words of every event: as much as ``tail`` holds, in Sentry's form.
  private static let eventTail: String = {
    let steps = (1...20).map {
      "{\"timestamp\":1750000000,\"category\":\"ui.click\",\"message\":\"tapped the button number \($0)\"}"
    }
    let tags = (1...25).map { "\"field\($0)\":\"some value of \($0)\"" }
    return
      "\",\"url\":\"https://shop.example/checkout\",\"contact_email\":\"ann@example.com\"},\"os\":{\"name\":\"Linux\"}},"
      + "\"release\":\"shop@2.1\",\"tags\":{" + tags.joined(separator: ",") + "},\"breadcrumbs\":["
      + steps.joined(separator: ",") + "]}"
  }()

  /// Envelopes with one feedback item of the same words as the reports of ``lua(reports:key:base:)``.
  static func envelopes(key: String, base: Int64) -> String {
    """
    local number = 0
    function setup(thread) thread:set("tid", number); number = number + 1 end
    function init(args)
      n = 0
      math.randomseed(\(base % 1_000_000) + tid)
      wrk.method = "POST"
      wrk.headers["Content-Type"] = "application/x-sentry-envelope"
      wrk.headers["X-Sentry-Auth"] = "Sentry sentry_key=\(key), sentry_version=7"
    end
    local tail = [[\(eventTail)]]
    function request()
      n = n + 1
      local id = string.format("%08x%08x%08x%08x", math.random(0, 2147483647), tid, n, math.random(0, 2147483647))
      local event = '{"event_id":"' .. id .. '","timestamp":1750000000.5,"contexts":{"feedback":{"message":"The total is wrong when ' .. id ..
        ' is in the basket, sort ' .. string.char(97 + n % 26, 97 + math.floor(n / 26) % 26) .. tail
      return wrk.format(nil, "/api/1/envelope/", nil, '{"event_id":"' .. id .. '","sent_at":"2026-11-26T09:30:00.250Z"}\\n' ..
        '{"type":"feedback","length":' .. #event .. '}\\n' .. event .. '\\n')
    end
    """
  }
}
