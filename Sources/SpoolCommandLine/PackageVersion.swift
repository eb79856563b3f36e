/// The version of everything in this package: its tools and libraries are released together.
package enum PackageVersion {
    /// As `--version` shows it.
    package static let text = "1.0.0"
    /// The day of the release, as manual pages show it.
    package static let day = "2026-11-24"
}
