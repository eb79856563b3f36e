import SpoolFormatting
import SpoolSpec
import Testing

/// A `curl` line asks the API for what the request asked, whatever the request holds.
@Suite struct CurlTests {
    private let renderer = EventRenderer(format: .curl, hidesSecrets: false)

    private func line(_ method: String, _ path: String, _ params: JSONValue = .null) -> String {
        renderer.text(Event(method: method, path: path, params: params))
    }

    @Test func `reads and deletions carry their parameters in the address, the others in the body`() {
        let token = #"-H "Authorization: PVEAPIToken=$PVE_TOKEN""#
        let address = #""https://${PVE_HOST:-localhost}:${PVE_PORT:-8006}/api2/json""#
        #expect(line("GET", "/nodes") == "curl \(token) \(address)/nodes\n")
        #expect(
            line("GET", "/a", ["full": true]) == "curl \(token) -G --data-urlencode full=1 \(address)/a\n")
        #expect(
            line("DELETE", "/a", ["x": "y z"])
                == "curl -X DELETE \(token) -G --data-urlencode x='y z' \(address)/a\n")
        #expect(
            line("POST", "/a", ["n": "it's", "m": "a\n"])
                == "curl -X POST \(token) --data-raw m=a%0A --data-urlencode n='it'\\''s' \(address)/a\n")
        #expect(
            line("PUT", "/a b?#[1]") == "curl -X PUT \(token) --data-raw '' \(address)/a%20b%3F%23%5B1%5D\n")
        #expect(line("POST", "/a", ["": "x"]) == "curl -X POST \(token) --data-raw '=x' \(address)/a\n")
        #expect(line("GET", "/a/../b") == "curl \(token) --path-as-is \(address)/a/../b\n")
    }

    @Test(arguments: Shell.installed) func `every value, name and path arrives`(_ shell: Shell) {
        let values = HostileText.values + ["\0", "a\0b"]
        let script = values.map { line("POST", "/" + $0, .object(JSONObject(members: [($0, .string($0))]))) }
        let calls = shell.arguments(given: script.joined())
        #expect(calls?.count == values.count)
        for (call, text) in zip(calls ?? [], values) {
            let words = call.filter { !$0.elementsEqual("--path-as-is".utf8) }
            #expect(words.count == 8)
            guard words.count == 8 else { continue }
            #expect(
                words[0..<5].elementsEqual(
                    ["curl", "-X", "POST", "-H", "Authorization: PVEAPIToken=t!o=k"].map([UInt8].init)))
            let (name, value) = sent(words[6], encoded: words[5].elementsEqual("--data-raw".utf8))
            #expect(name == [UInt8](text) && value == [UInt8](text))
            #expect(decoded(words[7]) == [UInt8]("https://localhost:8006/api2/json/" + text))
            // curl would take brackets and braces in an address for a pattern, and send `?` and `#` elsewhere.
            #expect(!words[7].contains { "[]{}?# ".utf8.contains($0) })
        }
    }

    @Test func `a body with values that a form does not have stays JSON`() {
        let text = line("PUT", "/a", ["vmid": 100, "net": ["x": [true, nil]], "name": "a'b\n"])
        #expect(
            text.contains(
                #"-H 'Content-Type: application/json' --data-raw '{"name":"a'\''b\n","net":{"x":[true,null]},"vmid":100}' "#
            ), "\(text)")
        // The parameters of a read belong to the address, where there are no types.
        #expect(line("GET", "/a", ["vmid": 100]).contains("-G --data-urlencode vmid=100 "))
        #expect(
            line("POST", "/a", ["list": ["x", "y"]]).contains(
                "--data-urlencode list=x --data-urlencode list=y "))
    }

    @Test func `an upload asks for its file, and says which one it was`() {
        let params: JSONValue = [
            "content": "iso", "filename": "debian-12.iso", "tmpfilename": "/var/tmp/pveupload-1",
        ]
        let text = line("POST", "/nodes/x/storage/local/upload", params)
        #expect(
            text.contains(
                #"--form-string content=iso -F "filename=@${UPLOAD_FILE:?the path of debian-12.iso};filename=debian-12.iso" "#
            ), "\(text)")
        #expect(!text.contains("pveupload"))
        #expect(
            line("POST", "/nodes/x/storage/local/upload", ["filename": "a;b\"$(id)"]).utf8.starts(
                with: "# ".utf8))
    }

    @Test func `what is longer than an argument can be is a comment`() {
        let longest = String(repeating: "x", count: 131_071 - 2)
        #expect(line("POST", "/a", ["v": .string(longest)]).utf8.starts(with: "curl ".utf8))
        #expect(
            line("POST", "/a", ["v": .string(longest + "x")]).utf8.starts(with: "# a value is longer".utf8))
        let many: JSONValue = .array((0..<20).map { _ in .string(longest) })
        #expect(line("POST", "/a", ["v": many]).utf8.starts(with: "# all values together".utf8))
    }

    /// What curl makes of an argument of `--data-raw` or `--data-urlencode`.
    private func sent(_ argument: [UInt8], encoded: Bool) -> (name: [UInt8], value: [UInt8]) {
        guard let equals = argument.firstIndex(of: UInt8(ascii: "=")) else { return ([], []) }
        let value = Array(argument[(equals + 1)...])
        return (decoded(Array(argument[..<equals])), encoded ? decoded(value) : value)
    }

    private func decoded(_ text: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            rest = rest.dropFirst(2)
            bytes.append(UInt8(digits, radix: 16) ?? 0xFF)
        }
        return bytes
    }
}
