/// The version of everything in this package: its tools and libraries are released together.
package enum PackageVersion {
    /// As `--version` shows it.
    package static let text = "1.0.0"
}
