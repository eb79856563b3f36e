// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors, every `any` is written, and a module sees only what it imports.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "spool-conformance",
    products: [
        .library(name: "SpoolSpec", targets: ["SpoolSpec"]),
        .library(name: "ReferenceRecorder", targets: ["ReferenceRecorder"]),
        .executable(name: "spool-recorder", targets: ["spool-recorder"]),
        .executable(name: "spool-check", targets: ["spool-check"]),
        .executable(name: "spool-stress", targets: ["spool-stress"]),
    ],
    targets: [
        // The arrows go down only: a target names nothing that stands above it.
        .target(name: "SpoolSpec", swiftSettings: strict),
        .target(name: "SpoolFormatting", dependencies: ["SpoolSpec"], swiftSettings: strict),
        .target(name: "CSpoolSystem"),
        .target(name: "SpoolSystem", dependencies: ["CSpoolSystem"], swiftSettings: strict),
        .target(
            name: "ReferenceRecorder", dependencies: ["SpoolSpec", "SpoolSystem"],
            swiftSettings: strict),
        .target(
            name: "RecorderAdapter", dependencies: ["ReferenceRecorder", "SpoolSpec", "SpoolSystem"],
            swiftSettings: strict),
        .target(
            name: "SpoolHarness", dependencies: ["SpoolSpec", "SpoolSystem"],
            swiftSettings: strict),
        .target(name: "SpoolCommandLine", dependencies: ["SpoolSystem"], swiftSettings: strict),
        .executableTarget(
            name: "spool-recorder",
            dependencies: [
                "RecorderAdapter", "ReferenceRecorder", "SpoolFormatting", "SpoolSpec", "SpoolSystem",
                "SpoolCommandLine",
            ],
            swiftSettings: strict),
        // The judges name `spool-recorder` so that it is built beside them: they start it as they start a stranger.
        .executableTarget(
            name: "spool-check",
            dependencies: [
                "SpoolHarness", "SpoolSpec", "SpoolSystem", "SpoolCommandLine", "spool-recorder",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "spool-stress",
            dependencies: [
                "SpoolHarness", "SpoolSpec", "SpoolSystem", "SpoolCommandLine", "spool-recorder",
            ],
            swiftSettings: strict),
        // What scripts/bench runs; no product.
        .executableTarget(
            name: "spool-bench", dependencies: ["ReferenceRecorder", "SpoolSpec", "SpoolSystem"],
            path: "Benchmarks/SpoolBench", swiftSettings: strict),
        // What the tests of the arena run on a stage; no product.
        .executableTarget(
            name: "StageProbe",
            dependencies: ["SpoolHarness", "SpoolSpec", "SpoolSystem", "spool-recorder"],
            path: "Tests/StageProbe", swiftSettings: strict),
        // What the tests of the driver put under test: an adapter that does everything wrong; no product.
        .executableTarget(
            name: "WrongAdapter", dependencies: ["SpoolHarness", "SpoolSpec", "SpoolSystem"],
            path: "Tests/WrongAdapter", swiftSettings: strict),
        // Recorders with one thing wrong each: they show that the judge says no. No product either.
        .executableTarget(
            name: "FaultyRecorder",
            dependencies: ["RecorderAdapter", "ReferenceRecorder", "SpoolSpec", "SpoolSystem"],
            path: "Tests/FaultyRecorder", swiftSettings: strict),
        // What scripts/mutate runs: cases, one after the other, until one notices something; no product.
        .executableTarget(
            name: "MutationJudge",
            dependencies: ["SpoolHarness", "SpoolSpec", "SpoolSystem", "spool-recorder"],
            path: "Tests/Mutants/Judge", swiftSettings: strict),
        .testTarget(
            name: "Conformance",
            dependencies: [
                "StageProbe", "WrongAdapter", "FaultyRecorder",
                "SpoolSpec", "SpoolFormatting", "SpoolHarness", "SpoolSystem", "ReferenceRecorder",
                "SpoolCommandLine",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "Concurrency",
            dependencies: [
                "FaultyRecorder", "SpoolSpec", "SpoolHarness", "SpoolSystem", "ReferenceRecorder",
                "spool-stress",
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
