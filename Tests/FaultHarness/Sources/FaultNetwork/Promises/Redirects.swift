// Redirects are not followed: neither the key nor the words reach another host.
import FaultKit
import Foundation
import Tellback
import TellbackWire

enum Redirects {
  static let promise = Promise("network.redirects") { run in
    let scene = try await Scene(run)
    let oracle = try OracleFile(run.folder.file("oracle"))
    let visits = Locked([String]())
    let thief = try Listener(host: 2) { socket in
      let request = Message(from: socket)
      visits.with { $0.append(request?.headText ?? "a connection") }
      socket.send(Message(status: 202, body: Array(#"{"receipts":[]}"#.utf8)).bytes)
      socket.close()
    }
    defer { thief.stop() }
    let targets = [
      "http://127.0.0.2:\(thief.port)/v1/batches", "//127.0.0.2:\(thief.port)/v1/batches",
      "http://tb_stolen@127.0.0.2:\(thief.port)/", "https://127.0.0.2:\(thief.port)/v1/batches",
    ]
    let folder = try run.folder.fresh("queue")
    var configuration = try scene.configuration(folder)
    configuration.sync.isAutomatic = false
    let reporter = try Reporter(configuration)
    var random = run.random()
    for status in [300, 301, 302, 303, 305, 307, 308] {
      for target in targets {
        let redirected = Locked(Set<Purpose>())
        scene.proxy.follow { exchange in
          let isFirst = redirected.with { $0.insert(exchange.purpose).inserted }
          return isFirst ? .answer(Message(status: status, ["Location: \(target)"]), closes: false) : .none
        }
        try await scene.report(reporter, oracle, Words.make(&random), token: random.next(), attachments: [64])
        try await scene.drain(reporter)
        // The question for answers is redirected too, and the one for known issues.
        try await reporter.flush(within: .seconds(5))
        _ = try? await reporter.refreshKnownIssues()
        if redirected.with({ $0.count }) < 4 {
          run.broken("only \(redirected.with { $0 }) were redirected by \(status)")
        }
        run.tried(redirected.with { $0.count })
      }
    }
    for visit in visits.with({ $0 }) { run.broken("the other host was asked: \(visit)") }
    let sender = try await Sender(reporter, folder: folder)
    await reporter.close(within: .zero)
    let store = try await scene.end()
    var settlement = Settlement(run, try OracleFile.read([run.folder.file("oracle")]), store, [sender])
    settlement.check()
    return
      "redirects of batches, attachments, questions for answers and for known issues: the other host saw none of them"
  }
}
