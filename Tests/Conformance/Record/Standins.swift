import SpoolHarness
import SpoolSystem
import Testing

/// A directory with programs in place of `pvesh` and of the API, and what arrives at them.
final class Standins {
    /// Where everything is that a test makes; removed at the end.
    let directory: String
    private var server: PipedProcess?
    private var port = ""

    init() throws {
        directory = "/tmp/standins-\(MonotonicClock.now)"
        try FileSystem.makeDirectory(directory, mode: 0o700)
    }

    private var arrivedPath: String { "\(directory)/arrived" }

    /// Starts the API with a certificate of its own.
    ///
    /// - Throws: where the machine lacks what that takes, the test is cancelled.
    func startServer() async throws {
        let (certificate, key) = ("\(directory)/certificate", "\(directory)/key")
        let made = try await ToolRun.of(command: [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ])
        guard made.exit == .exited(0) else { try Test.cancel("no certificate: \(made.error)") }
        var options = SpawnOptions()
        options.environment["STANDIN_ARRIVED"] = arrivedPath
        let started = try PipedProcess(
            ["python3", "\(PackageFiles.root)/Tests/Standins/api", certificate, key], options)
        guard try started.output.waitReadable(until: MonotonicClock.now + 20_000_000_000) else {
            throw Errno.timedOut
        }
        port = String(decoding: try started.output.read(64), as: UTF8.self).filter(\.isNumber)
        server = consume started
    }

    /// Runs a script in a shell, with the stand-ins in its path.
    ///
    /// - Parameter isRefused: whether one of the script's requests is refused, so that it fails.
    /// - Returns: what arrived, the words of each call.
    func arrivals(
        of script: String, in shell: Shell, isRefused: Bool = false
    ) async throws -> [[[UInt8]]] {
        try? FileSystem.unlink(arrivedPath)
        let path = "\(directory)/script"
        try? FileSystem.unlink(path)
        try Descriptor.open(path, [.writeOnly, .create], mode: 0o600).writeAll(Array(script.utf8))
        let paths = Environment.inherited["PATH"] ?? "/usr/bin:/bin"
        let run = try await ToolRun.of(
            command: shell.description.split(separator: " ").map(String.init) + [path],
            environment: [
                "PATH": "\(PackageFiles.root)/Tests/Standins:\(paths)", "STANDIN_ARRIVED": arrivedPath,
                "PVE_TOKEN": "t!o=k", "PVE_HOST": nil, "PVE_PORT": port, "NO_PROXY": "localhost",
                "CURL_CA_BUNDLE": "\(directory)/certificate",
            ], seconds: 240)
        #expect(
            run.exit?.isSuccess == !isRefused && run.output.isEmpty, "\(shell): \(run.output.prefix(2_000))")
        let complains = run.error.contains("pvesh: ") || run.error.contains("curl: (")
        #expect(complains == isRefused, "\(shell): \(run.error.prefix(2_000))")
        guard let file = try? Descriptor.open(arrivedPath, [.readOnly]) else { return [] }
        return try file.readAll().split(separator: 0x0A).map { line in
            line.split(separator: 0x20).map { $0.elementsEqual([0x2D]) ? [] : Self.bytes($0) }
        }
    }

    private static func bytes(_ digits: ArraySlice<UInt8>) -> [UInt8] {
        let values = digits.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }

    deinit {
        server = nil
        for name in ["arrived", "script", "certificate", "key"] {
            try? FileSystem.unlink("\(directory)/\(name)")
        }
        try? FileSystem.removeDirectory(directory)
    }
}
