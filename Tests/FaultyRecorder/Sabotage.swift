internal import RecorderAdapter
internal import ReferenceRecorder
internal import SpoolSpec
internal import SpoolSystem

/// What is done to one process's recorder: the traps that a fault sets, and what they need to know.
///
/// A trap stands between the recorder and the kernel. It answers a call instead of Linux, changes Linux's
/// answer, or lets both pass.
final class Sabotage {
    /// What the adapter says of itself, and its spool.
    private(set) var settings: AdapterSettings
    /// Under which id a recording is started instead of the client's own.
    var startedAs: (RecorderID) -> RecorderID = { $0 } {
        didSet { trapped.insert("start") }
    }
    /// The operation that is being obeyed, or was last.
    private(set) var operation = ""
    /// The event that the server passed last.
    private(set) var event: Event?
    /// What the driver has let pass, in nanoseconds.
    private(set) var passed: Int64 = 0

    private(set) var kernel: LiveKernel
    private var trapped: Set<String> = []
    private var traps: [(SpoolCall) -> SpoolReply?] = []
    private var changes: [(SpoolCall, SpoolReply) -> SpoolReply?] = []
    private var preludes: [(String) -> Void] = []
    private var view: (Event) -> Event = { $0 }
    private var files: [Handle: SpoolName] = [:]
    private var directories: Set<Handle> = []

    /// - Parameter settings: what a recorder without faults would be given.
    init(_ settings: AdapterSettings) {
        self.settings = settings
        kernel = LiveKernel(path: settings.location.directory)
    }

    /// The spool directory's path.
    var path: String { settings.location.directory }
    /// The name of the spool's group.
    var group: String {
        get { settings.location.group }
        set {
            settings.location.group = newValue
            trapped.insert("start")
        }
    }
    /// Bytes that a recording may take.
    var limit: Int64 {
        get { settings.limit }
        set {
            settings.limit = newValue
            trapped.insert("record")
        }
    }

    /// Answers calls of some operation instead of the kernel.
    ///
    /// - Parameters:
    ///   - operations: of the driver protocol: `record` for a worker, `start`, `stop` and `advance` for a client,
    ///     `read` for a follower.
    ///   - trap: what the recorder is told; `nil` where another trap or the kernel is to be asked.
    func answer(in operations: String..., trap: @escaping (SpoolCall) -> SpoolReply?) {
        trapped.formUnion(operations)
        traps.append { [unowned self] call in operations.contains(operation) ? trap(call) : nil }
    }

    /// Changes the kernel's answers to calls of some operation.
    ///
    /// - Parameter change: takes the call and its answer; `nil` lets that pass.
    func change(in operations: String..., change: @escaping (SpoolCall, SpoolReply) -> SpoolReply?) {
        trapped.formUnion(operations)
        changes.append { [unowned self] call, reply in
            operations.contains(operation) ? change(call, reply) : nil
        }
    }

    /// Does something before an operation is obeyed.
    func before(_ operation: String, _ prelude: @escaping () -> Void) {
        trapped.insert(operation)
        preludes.append { if $0.isSameText(as: operation) { prelude() } }
    }

    /// Shows the worker another event than the server passed.
    func seeEvents(as view: @escaping (Event) -> Event) {
        trapped.insert("record")
        self.view = view
    }

    /// The roles in which this recorder can differ from the reference.
    var roles: Set<Role> {
        Set(
            trapped.compactMap { operation in
                switch operation {
                case "record": .worker
                case "start", "stop": .client
                case "read": .follower
                default: nil
                }
            })
    }

    /// The kernel's answer, past all traps.
    func live(_ call: SpoolCall) -> SpoolReply { kernel.perform(call) }

    /// What the recorder is told of a call.
    func perform(_ call: SpoolCall) -> SpoolReply {
        var reply: SpoolReply?
        for trap in traps where reply == nil { reply = trap(call) }
        var told = reply ?? kernel.perform(call)
        for change in changes { told = change(call, told) ?? told }
        keepBook(call, told)
        return told
    }

    /// Where the adapter lets a recorder be led astray.
    var hooks: AdapterHooks {
        var hooks = AdapterHooks()
        hooks.before = { [self] operation in
            self.operation = operation
            for prelude in preludes { prelude(operation) }
        }
        hooks.passes = { [self] nanoseconds in passed += nanoseconds }
        hooks.seenAs = { [self] event in
            self.event = event
            return view(event)
        }
        hooks.startedAs = startedAs
        return hooks
    }

    /// The recorder whose request that handle is.
    func request(_ handle: Handle) -> RecorderID? {
        if case .request(let id)? = files[handle] { id } else { nil }
    }

    /// The recorder whose events file that handle is.
    func events(_ handle: Handle) -> RecorderID? {
        if case .events(let id)? = files[handle] { id } else { nil }
    }

    /// Gives back the locks of all requests that are open.
    func letGoOfRequest() {
        for (handle, name) in files {
            if case .request = name { _ = live(.unlock(handle)) }
        }
    }

    /// The spool directory's handle, while it is open.
    var directory: Handle? { directories.first }

    /// Whether that handle is the spool directory's.
    func isDirectory(_ handle: Handle) -> Bool { directories.contains(handle) }

    private func keepBook(_ call: SpoolCall, _ reply: SpoolReply) {
        switch (call, reply) {
        case (.open(let name, _, _, _), .opened(let handle)): files[handle] = name
        case (.openUnnamed, .opened(let handle)): files[handle] = nil
        case (.openDirectory, .opened(let handle)): directories.insert(handle)
        case (.link(let handle, let name, _), .done): files[handle] = name
        case (.close(let handle), _):
            files[handle] = nil
            directories.remove(handle)
        default: break
        }
    }
}

/// A kernel full of traps.
struct FaultyKernel: SpoolKernel {
    let sabotage: Sabotage

    mutating func perform(_ call: SpoolCall) -> SpoolReply { sabotage.perform(call) }
}
