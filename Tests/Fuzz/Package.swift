// swift-tools-version: 6.1
// The fuzzers: one executable for each parser that reads what others wrote. libFuzzer and AddressSanitizer must see the
// parsers too, so the flags stand on the command line, where they reach every target:
//   swift build --package-path Tests/Fuzz -c release --scratch-path .build-fuzz -Xswiftc -sanitize=fuzzer,address
//   .build-fuzz/release/FuzzHTTP -runs=10000000 -seed=1 -max_len=2048
//   ASAN_OPTIONS=malloc_context_size=0:quarantine_size_mb=16 .build-fuzz/release/FuzzTerms -runs=10000000 -seed=1 -max_len=512
// A long run keeps no stack of each allocation: that is half of its time, and a failure is run again with them.
import PackageDescription

let package = Package(
  name: "TellbackFuzz",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "Tellback", path: "../.."),
    .package(name: "TellbackCollector", path: "../../Collector"),
  ],
  targets: [
    .target(name: "LibFuzzer"),
    .executableTarget(
      name: "FuzzHTTP",
      dependencies: ["LibFuzzer", .product(name: "CollectorHTTP", package: "TellbackCollector")]),
    .executableTarget(
      name: "FuzzEnvelope",
      dependencies: [
        "LibFuzzer", .product(name: "CollectorCore", package: "TellbackCollector"),
        .product(name: "TellbackWire", package: "Tellback"),
      ]),
    .executableTarget(
      name: "FuzzReport", dependencies: ["LibFuzzer", .product(name: "TellbackWire", package: "Tellback")]),
    .executableTarget(
      name: "FuzzKeys", dependencies: ["LibFuzzer", .product(name: "TellbackMatch", package: "Tellback")]),
    .executableTarget(
      name: "FuzzDecision", dependencies: ["LibFuzzer", .product(name: "TellbackMatch", package: "Tellback")]),
    .executableTarget(
      name: "FuzzTerms", dependencies: ["LibFuzzer", .product(name: "TellbackMatch", package: "Tellback")]),
  ],
  swiftLanguageModes: [.v6]
)
