import SpoolFormatting
import SpoolSpec
import Testing

/// `--hide-secrets` hides what is named like a secret, at any depth, in every format.
@Suite struct SecretTests {
    private static let secret = "s3cr3t"

    @Test(arguments: [
        "password", "Password", "cipassword", "bind-password", "passwd", "passphrase", "new_password",
        "ticket",
        "token", "tfa-challenge", "authorization", "secret", "client-secret", "key", "KEY", "sshkeys",
        "ssh-public-keys",
        "encryption-key",
        "eab-hmac-key", "apiKey", "otp", "credentials", "CSRFPreventionToken", "keyboard-password", "pwd",
        "authkey",
    ])
    func `names of secrets`(_ name: String) {
        for format in EventFormat.allCases {
            let renderer = EventRenderer(format: format, hidesSecrets: true)
            for value: JSONValue in [
                .string(Self.secret), [.string(Self.secret)], ["user": .string(Self.secret)],
            ] {
                for params: JSONValue in [
                    .object([name: value]), ["deep": .object(["er": [.object([name: value])]])],
                ] {
                    let text = renderer.text(Event(method: "POST", path: "/a", params: params))
                    let mask =
                        switch format {
                        case .json, .ndjson: "********"
                        case .http: "{{"
                        case .pvesh, .curl: ":?}"
                        }
                    #expect(!text.contains(Self.secret) && text.contains(mask), "\(text)")
                }
            }
        }
    }

    @Test(arguments: Shell.installed)
    func `a command with a hidden value runs only once its variable is set`(_ shell: Shell) throws {
        let event = Event(
            method: "POST", path: "/a", params: ["password": .string(Self.secret), "name": "x"])
        let pvesh = EventRenderer(format: .pvesh, hidesSecrets: true).text(event)
        #expect(pvesh == "pvesh create /a --name x --password=\"${PASSWORD:?}\"\n")
        // The shell ends with an error before it runs anything.
        #expect(shell.arguments(given: pvesh) == nil)
        #expect(
            shell.arguments(given: "PASSWORD=\"it's\"; " + pvesh)
                == [["pvesh", "create", "/a", "--name", "x", "--password=it's"].map([UInt8].init)])
        let typed = Event(
            method: "PUT", path: "/a",
            params: ["password": .string(Self.secret), "deep": ["api-key": 1, "n": 2]])
        let curl = EventRenderer(format: .curl, hidesSecrets: true).text(typed)
        let calls = shell.arguments(given: "PASSWORD_JSON='\"a\"'; API_KEY_JSON=7; " + curl)
        let body = calls?.first?.first { $0.first == UInt8(ascii: "{") }
        #expect(body == [UInt8](#"{"deep":{"api-key":7,"n":2},"password":"a"}"#))
    }

    @Test func `some names are those of secrets under some paths only`() {
        func shows(_ path: String, _ name: String) -> Bool {
            EventRenderer(format: .pvesh, hidesSecrets: true)
                .text(Event(method: "POST", path: path, params: .object([name: .string(Self.secret)])))
                .contains(Self.secret)
        }
        #expect(!shows("/cluster/acme/plugins", "data") && shows("/nodes/x", "data"))
        #expect(!shows("/cluster/notifications/endpoints/webhook/a", "header") && shows("/nodes/x", "header"))
    }

    @Test(arguments: [
        "keyboard", "author", "tokenid", "bypass", "comment", "vmid", "net0", "userid", "name", "monitor",
    ])
    func `names of other things`(_ name: String) {
        for format in EventFormat.allCases {
            let event = Event(method: "POST", path: "/a", params: .object([name: .string(Self.secret)]))
            #expect(EventRenderer(format: format, hidesSecrets: true).text(event).contains(Self.secret))
        }
    }

    @Test func `nothing is hidden unasked, null has nothing to hide, and comments hide too`() {
        let event = Event(method: "PATCH", path: "/a", params: ["password": "s3cr3t", "key": nil])
        #expect(EventRenderer(format: .pvesh, hidesSecrets: false).text(event).contains("s3cr3t"))
        let hidden = EventRenderer(format: .pvesh, hidesSecrets: true).text(event)
        #expect(hidden.contains(#""params":{"password":"********","key":null}"#))
    }
}
