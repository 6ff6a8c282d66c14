// A program that uses Foundation as most do, without the SDK: what the SDK's weight is measured against.
import Foundation

let started = Date()
let data = try JSONEncoder().encode(["started": started.timeIntervalSince1970])
print(data.count, FileManager.default.currentDirectoryPath, ProcessInfo.processInfo.processIdentifier)
