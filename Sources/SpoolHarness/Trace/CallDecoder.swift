internal import SpoolSystem

/// Says on which files a stopped thread's call works, by asking `/proc`: the kernel's own answer holds through
/// dup, fork, unnamed files and links, where a table of descriptors kept beside it would go wrong. It is asked again
/// where it could have changed: see ``DescriptorPaths``.
enum CallDecoder {
    /// - Returns: `nil` for a call that works on no file under the directory.
    ///
    /// - Parameters:
    ///   - isDriven: for a scheduler: a call that only lets time pass counts too, and what an open file's flags and
    ///     position are is not asked.
    ///   - mapsFiles: whether its process has mapped one of the files for others to see.
    ///   - paths: what is known of the thread's descriptors.
    static func decode(
        _ call: SystemCall, of thread: Int32, _ files: borrowing OpenFiles, under directory: String,
        isDriven: Bool, mapsFiles: Bool, _ paths: inout DescriptorPaths
    ) -> ObservedCall? {
        guard let shape = call.shape else { return nil }
        var path: String?
        var second: String?
        var flags: Int32?
        var position: Int64?
        var isSleep = false
        var ring: String?
        if let index = shape.descriptor {
            let descriptor = Int32(truncatingIfNeeded: call.arguments[index])
            // Memory that is mapped without a file has no descriptor, or one that the kernel does not look at.
            guard descriptor >= 0, shape.name != "mmap" || call.arguments[3] & 0x20 == 0 else { return nil }
            path = paths.path(of: descriptor) { files.path(of: descriptor) }
            guard path.map({ isUnder(directory, $0) }) ?? false else { return nil }
            if !isDriven { (flags, position) = information(of: descriptor, files) }
        } else if let index = shape.path {
            path = absolute(call, thread, files, path: index, directory: shape.directory, &paths)
            if let index = shape.secondPath {
                second = absolute(call, thread, files, path: index, directory: shape.secondDirectory, &paths)
            }
            let paths = [path, second].compactMap { $0 }
            guard paths.contains(where: { isUnder(directory, $0) }) else { return nil }
        } else if shape.name == "mprotect" {
            // PROT_WRITE: what is written into the mapping changes the file from now on.
            guard mapsFiles, call.arguments[2] & 2 != 0 else { return nil }
            let end = call.arguments[0].addingReportingOverflow(call.arguments[1]).partialValue
            guard call.arguments[0] < end else { return nil }
            path = WayRound.sharedMapping(of: thread, in: call.arguments[0]..<end) { isUnder(directory, $0) }
            if path == nil { return nil }
        } else if shape.name.utf8.starts(with: "io_uring".utf8) {
            ring = Rings.wayRound(of: call, named: shape.name, thread: thread) { descriptor in
                files.path(of: descriptor).map { isUnder(directory, $0) } ?? false
            }
            guard ring != nil else { return nil }
        } else {
            guard isDriven else { return nil }
            isSleep = true
        }
        return ObservedCall(
            thread: thread, name: shape.name, path: path, secondPath: second, flags: flags,
            position: position, ring: ring, number: call.number,
            arguments: call.arguments, timeout: isSleep ? call.timeout(of: thread) ?? 0 : nil)
    }

    private static func isUnder(_ directory: String, _ path: String) -> Bool {
        guard path.utf8.starts(with: directory.utf8) else { return false }
        let rest = path.utf8.dropFirst(directory.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }

    private static func absolute(
        _ call: SystemCall, _ thread: Int32, _ files: borrowing OpenFiles, path index: Int, directory: Int?,
        _ paths: inout DescriptorPaths
    ) -> String? {
        let descriptor = directory.map { Int32(truncatingIfNeeded: call.arguments[$0]) } ?? -100
        // Without any path some calls work on the descriptor itself.
        if call.arguments[index] == 0, descriptor >= 0 {
            return paths.path(of: descriptor) { files.path(of: descriptor) }
        }
        guard let path = Trace.text(thread, at: call.arguments[index]) else {
            paths.untold = "the path"
            return nil
        }
        // A descriptor by the name that /proc gives it; `linkat` may also name one by an empty path.
        if let name = DescriptorName(path) {
            let target: String?
            switch name.owner {
            case .caller: target = paths.path(of: name.descriptor) { files.path(of: name.descriptor) }
            case .process(let id): target = ProcessDirectory(of: id)?.linkTarget("fd/\(name.descriptor)")
            }
            return target.map { name.rest.isEmpty ? $0 : normalized($0 + name.rest) }
        }
        if path.utf8.first == UInt8(ascii: "/") { return normalized(path) }
        let base =
            descriptor == -100
            ? files.workingDirectory : paths.path(of: descriptor) { files.path(of: descriptor) }
        guard let base else {
            paths.untold = "the directory below which \(path) lies"
            return nil
        }
        return normalized(path.isEmpty ? base : "\(base)/\(path)")
    }

    /// Without `.`, `..` and double slashes; links are taken as they are written.
    private static func normalized(_ path: String) -> String {
        // Nearly every path is so already, and this is asked at every stop.
        if isNormal(path) { return path }
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// Whether no component of an absolute path is empty or begins with a dot.
    private static func isNormal(_ path: String) -> Bool {
        var isAtStart = false
        for byte in path.utf8 {
            if isAtStart && (byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")) { return false }
            isAtStart = byte == UInt8(ascii: "/")
        }
        return !isAtStart
    }

    private static func information(of descriptor: Int32, _ files: borrowing OpenFiles) -> (
        flags: Int32?, position: Int64?
    ) {
        guard let text = files.information(of: descriptor) else { return (nil, nil) }
        var flags: Int32?
        var position: Int64?
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard words.count == 2 else { continue }
            if words[0] == "flags:" { flags = Int32(words[1], radix: 8) }
            if words[0] == "pos:" { position = Int64(words[1]) }
        }
        return (flags, position)
    }
}
