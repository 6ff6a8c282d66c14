// POSTs of 2 KB of JSON answered 202, kept alive, 64 connections: CollectorHTTP on one core against nginx on the same core,
// wrk on the other, by turns. nginx answers from its configuration and throws the body away; ours hands it to a handler.
import BenchKit
import Foundation

let rounds = 5
let seconds = 3
let bodyBytes = 2048

do {
  let folder = try Workspace.make()
  defer { Workspace.remove(folder) }
  let body = "{\"text\":\"" + String(repeating: "x", count: bodyBytes - 11) + "\"}"
  let wrk = try Wrk(folder: folder, body: body, seconds: seconds)
  let ours = try OurServer(bodyBytes: body.utf8.count)
  defer { ours.stop() }
  let nginx = try Nginx(folder: folder)
  defer { nginx.stop() }

  var oursRates: [Double] = []
  var nginxRates: [Double] = []
  _ = try wrk.measure(port: ours.port, seconds: 1)
  _ = try wrk.measure(port: nginx.port, seconds: 1)
  for round in 1...rounds {
    let first = try wrk.measure(port: ours.port)
    let second = try wrk.measure(port: nginx.port)
    oursRates.append(first)
    nginxRates.append(second)
    note("round \(round): ours \(Int(first)), nginx \(Int(second)) req/s")
  }
  Measurement("http.post2k", median(oursRates), "req/s", reference: "nginx", median(nginxRates)).report()
} catch {
  note("BenchHTTP: \(error)")
  exit(1)
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
}

func note(_ text: String) {
  FileHandle.standardError.write(Data("\(text)\n".utf8))
}
