// swift-tools-version: 6.1
// The SDK. It names no package by URL: an app that links it adds the system's sqlite3 and nothing else.
import PackageDescription

// Apple wants the privacy manifest as a resource. Elsewhere it would only make a bundle that nobody opens.
#if canImport(Darwin)
  let manifest: (resources: [Resource], left: [String]) = ([.copy("PrivacyInfo.xcprivacy")], [])
#else
  let manifest: (resources: [Resource], left: [String]) = ([], ["PrivacyInfo.xcprivacy"])
#endif

let package = Package(
  name: "Tellback",
  platforms: [.macOS(.v13), .iOS(.v16), .tvOS(.v16), .watchOS(.v9)],
  products: [
    .library(name: "Tellback", targets: ["Tellback"]),
    .library(name: "TellbackWire", targets: ["TellbackWire"]),
    .library(name: "TellbackMatch", targets: ["TellbackMatch"]),
    .library(name: "TellbackSQLite", targets: ["TellbackSQLite"]),
    .library(name: "TellbackTesting", targets: ["TellbackTesting"]),
    // What the SDK and the collector share below everything else. No API for apps.
    .library(name: "TellbackSupport", targets: ["TellbackSupport"]),
  ],
  targets: [
    .systemLibrary(
      name: "CTellbackSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "TellbackSQLite", dependencies: ["CTellbackSQLite"]),
    .target(name: "TellbackSupport"),
    .target(name: "TellbackWire"),
    .target(name: "TellbackMatch"),
    .target(
      name: "Tellback", dependencies: ["TellbackSupport", "TellbackWire", "TellbackMatch", "TellbackSQLite"],
      exclude: manifest.left,
      resources: manifest.resources),
    .target(name: "TellbackTesting", dependencies: ["Tellback", "TellbackSupport", "TellbackMatch"]),
    .testTarget(name: "TellbackSupportTests", dependencies: ["TellbackSupport"]),
    .testTarget(name: "TellbackSQLiteTests", dependencies: ["TellbackSQLite"]),
    .testTarget(name: "TellbackWireTests", dependencies: ["TellbackWire", "TellbackMatch"]),
    .testTarget(name: "TellbackMatchTests", dependencies: ["TellbackMatch"]),
    .testTarget(
      name: "TellbackTests", dependencies: ["Tellback", "TellbackSupport", "TellbackTesting"],
      exclude: ["Golden", "Redaction/examples.tsv"]),
  ],
  swiftLanguageModes: [.v6]
)
