// The program of WeightBare, linked with the SDK.
import Foundation
import TellbackWire

let started = Date()
let data = try JSONEncoder().encode(["started": started.timeIntervalSince1970])
print(data.count, FileManager.default.currentDirectoryPath, ProcessInfo.processInfo.processIdentifier)
print(WireLimits.reportBytes)
