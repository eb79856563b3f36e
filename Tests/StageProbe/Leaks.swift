import Glibc
import SpoolHarness
import SpoolSpec
import SpoolSystem

extension Probe {
    /// Judges the reference recorder in this process, and says what it holds before and after.
    ///
    /// The first case is played before anything is counted, so that what is made once counts as there.
    ///
    /// - Parameter prefixes: of the names of the cases that are played; none for the whole catalogue.
    static func measureLeaks(prefixes: [String]) throws {
        let cases = Catalogue.all.filter { entry in
            prefixes.isEmpty || prefixes.contains { entry.name.hasPrefix($0) }
        }
        var options = SuiteOptions(candidate: try .reference())
        options.search.seconds = 0.2
        _ = SuiteRunner(options).run(cases: Array(cases.prefix(1))) { _ in }
        let before = try holdings()
        var failures = 0
        let ending = SuiteRunner(options).run(cases: cases) { event in
            if case .decided(let verdict) = event, verdict.verdict == .fail || verdict.verdict == .unknown {
                failures += 1
            }
        }
        let after = try holdings()
        say("cases", cases.count)
        say("failures", ending == .complete ? failures : -1)
        say("descriptors", before.descriptors, after.descriptors)
        say("children", before.children, after.children)
        say("threads", before.threads, after.threads)
    }

    /// How many descriptors, children and threads this process has.
    private static func holdings() throws -> (descriptors: Int, children: Int, threads: Int) {
        let own = "/proc/self"
        let descriptors = try Descriptor.open("\(own)/fd", [.readOnly, .directory]).allEntries().count
        let tasks = try Descriptor.open("\(own)/task", [.readOnly, .directory]).allEntries()
        var children = 0
        for task in tasks {
            // A thread may end while it is looked at.
            guard
                let bytes = try? Descriptor.open(
                    "\(own)/task/\(String(decoding: task.name, as: UTF8.self))/children", [.readOnly]
                ).readAll()
            else { continue }
            children += bytes.split(separator: 0x20).count
        }
        return (descriptors, children, tasks.count)
    }
}
