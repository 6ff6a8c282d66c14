// The smallest server of CollectorHTTP: takes a POST, has its whole body, answers 202. Prints its port and runs until its
// standard input ends, so that it never outlives the benchmark.
import CollectorHTTP
import Foundation

let expected = CommandLine.arguments.dropFirst().first.flatMap(Int.init)
var router = Router()
router.immediate(.POST, "/v1/reports", maxBody: 64 * 1024) { request in
  guard expected == nil || request.body.count == expected else {
    throw HTTPError(status: 400, code: "wrong_body", message: "The body has \(request.body.count) bytes.")
  }
  return HTTPResponse(status: 202)
}

let server = HTTPServer(configuration: HTTPServerConfiguration(loops: 1), router: router)
let port = try server.start()
FileHandle.standardOutput.write(Data("\(port)\n".utf8))
while let data = try FileHandle.standardInput.read(upToCount: 4096), !data.isEmpty {}
await server.stop(within: .seconds(1))
