import SpoolFormatting
import SpoolSpec
import Testing

/// `--hide-secrets` hides what is named like a secret, at any depth, in every format.
@Suite struct SecretTests {
    private static let secret = "s3cr3t"

    @Test(arguments: [
        "password", "Password", "cipassword", "bind-password", "passwd", "passphrase", "new_password",
        "ticket",
        "token", "tokenid", "secret", "client-secret", "key", "KEY", "sshkeys", "ssh-public-keys",
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
                    #expect(!text.contains(Self.secret) && text.contains("********"), "\(text)")
                }
            }
        }
    }

    @Test(arguments: ["keyboard", "bypass", "comment", "vmid", "net0", "userid", "name", "monitor"])
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
