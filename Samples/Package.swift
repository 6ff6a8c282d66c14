// swift-tools-version: 6.1
// The samples: a small shop that reports through the SDK, in a terminal and as a web site with the form in its pages, linked from outside as an app of yours would link it.
import PackageDescription

let package = Package(
  name: "TellbackSamples",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Tellback", path: "..")],
  targets: [
    .target(name: "CornerShop", dependencies: [.product(name: "Tellback", package: "Tellback")]),
    .executableTarget(
      name: "corner-shop", dependencies: ["CornerShop", .product(name: "Tellback", package: "Tellback")]),
    .target(name: "WebShop", dependencies: ["CornerShop", .product(name: "Tellback", package: "Tellback")]),
    .executableTarget(
      name: "web-shop", dependencies: ["WebShop", "CornerShop", .product(name: "Tellback", package: "Tellback")]),
    .target(name: "SupportDesk"),
    .executableTarget(name: "support-desk", dependencies: ["SupportDesk"]),
    .testTarget(
      name: "CornerShopTests",
      dependencies: ["CornerShop", .product(name: "TellbackTesting", package: "Tellback")]),
    .testTarget(
      name: "WebShopTests",
      dependencies: [
        "WebShop", "CornerShop", .product(name: "Tellback", package: "Tellback"),
        .product(name: "TellbackTesting", package: "Tellback"),
      ]),
    .testTarget(name: "SupportDeskTests", dependencies: ["SupportDesk"]),
    .testTarget(
      name: "ReadmeTests",
      dependencies: [
        .product(name: "Tellback", package: "Tellback"), .product(name: "TellbackTesting", package: "Tellback"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
