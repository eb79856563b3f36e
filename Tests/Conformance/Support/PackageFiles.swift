import SpoolSystem

/// Files of the package's own tree, found from where this text stood when it was compiled.
enum PackageFiles {
    /// A file's text.
    ///
    /// - Parameter path: relative to the package's directory.
    static func text(_ path: String) throws -> String {
        let file = try Descriptor.open("\(root)/\(path)", [.readOnly])
        return String(decoding: try file.readAll(), as: UTF8.self)
    }

    /// The package's directory.
    static let root = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }
}
