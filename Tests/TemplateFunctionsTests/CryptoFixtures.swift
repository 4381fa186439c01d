// Keys and files made for these tests only, worthless anywhere else:
//
//   openssl ecparam -name prime256v1 -genkey -noout -out ec.key
//   openssl req -new -x509 -key ec.key -subj /CN=fixture -days 36500 -out ec.crt -addext \
//     subjectAltName=DNS:a.example,IP:10.0.0.1,IP:2001:db8::1,email:a@b.c,URI:https://x.example/p
//   openssl pkcs12 -export -legacy -inkey ec.key -in ec.crt -passout pass:hunter2 -certpbe PBE-SHA1-RC2-40 \
//     -keypbe PBE-SHA1-3DES -macalg sha1 | base64
//   openssl pkcs12 -export -legacy -inkey ec.key -in ec.crt -passout pass: -certpbe PBE-SHA1-RC2-128 -keypbe AES-128-CBC | base64
//   openssl genrsa -traditional 1024 > rsa.key
//   printf 'plain text' | openssl pkeyutl -encrypt -inkey rsa.key -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha1 | base64

/// Keys, certificates and files for the tests of cryptographic functions.
enum CryptoFixtures {
  static let data: [String: String] = [
    "key": ecKey, "cert": ecCertificate, "rsa": rsaKey, "legacy": joined(rc2Of40Bits), "rc2": joined(rc2),
    "oaep1": joined(oaepSHA1), "oaep256": joined(oaepSHA256),
  ]

  private static func joined(_ text: String) -> String { text.filter { $0 != "\n" } }

  static let ecKey = """
    -----BEGIN EC PRIVATE KEY-----
    MHcCAQEEIFBycd4BK0a8vqbSOI2gRaDF+UZI81MdnG2JTdz6Q6vhoAoGCCqGSM49
    AwEHoUQDQgAEM/8OyDYeSJfneEYpL5gT8UBUVfN95y9iCya+VsoDF7IyCPsGZctp
    O9KrfEDB4L1p7lgb/ZkSFk/uBHbJA4PDcg==
    -----END EC PRIVATE KEY-----

    """

  static let ecCertificate = """
    -----BEGIN CERTIFICATE-----
    MIIBxjCCAW2gAwIBAgIULv6OA3fBSe2LoqgKsRF3AAP2PZ4wCgYIKoZIzj0EAwIw
    EjEQMA4GA1UEAwwHZml4dHVyZTAgFw0yNjExMjQwMjQzMzlaGA8yMTI2MTAzMTAy
    NDMzOVowEjEQMA4GA1UEAwwHZml4dHVyZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
    A0IABDP/Dsg2HkiX53hGKS+YE/FAVFXzfecvYgsmvlbKAxeyMgj7BmXLaTvSq3xA
    weC9ae5YG/2ZEhZP7gR2yQODw3KjgZ4wgZswHQYDVR0OBBYEFNtMW+TsPC1dc3Vi
    BkWRB7hSh8qpMB8GA1UdIwQYMBaAFNtMW+TsPC1dc3ViBkWRB7hSh8qpMA8GA1Ud
    EwEB/wQFMAMBAf8wSAYDVR0RBEEwP4IJYS5leGFtcGxlhwQKAAABhxAgAQ24AAAA
    AAAAAAAAAAABgQVhQGIuY4YTaHR0cHM6Ly94LmV4YW1wbGUvcDAKBggqhkjOPQQD
    AgNHADBEAiAA8Hhn+Xq/mD4PMRAxvYhuDGasoM1XLldAqJFSkGieGgIgTPIBV5Gc
    dACGyrE3W0KsXFIzMYNVekP1hTopTHWGDYQ=
    -----END CERTIFICATE-----

    """

  static let rsaKey = """
    -----BEGIN RSA PRIVATE KEY-----
    MIICXQIBAAKBgQDWZYX8gmtLPEhiuIGuJ43TJB3zcnLdoh55aZRnPnY9Mi55FNOW
    ExqEHVS5rv1wBz3/VH6z/7rkD0dUQOsIJL2R2rc/xPGQJ88tjam0XisyxD8BzM0P
    u9CT9zvLi00D8J2SKXSMtio45ySO0W2ZxO1Yk9WAAk+PSJQ5eeqjRayp0wIDAQAB
    AoGASFzr5FaAsFwgcnGkE4v2KpW+JjUy3+ugLYqdNFu4vN77IJMO91BrWrwrpKCT
    mgRXwJ5cRZTDF8awZJekvJLqCHoL7rEqY4hU9Qp55sscUNJhNDHDzLIAXnh4Jv8/
    3H30ODrJ23bvSIxfLsuxiddaW0dAiAcDolf1P7tAOQt1iAECQQD9qumgqx43knTB
    w/S9Ro3Onxqp08HwCln/GXMzl+4HFf7Bvp8NtBqG1aNGHBhQRLqav9ogOhEZPuHd
    1m7dY4aBAkEA2F4sgvpgr5tIT6jP9Uuln2dZciKFvkpvAuPbFLA6UuJUvGcQvSs4
    /6bXDKgx0k6X1/zALsuX+YuxmO54+I0OUwJBAPYYw1HB0a3+Y1G854pdkaQcjYSn
    USatFES+DxrF0gKD30VdxvdHfNjFGQMirJ/rHdKWQGs1inMgo4ZRy/ry3IECQG/7
    dbAoY+gfRzKrXU5IY6T3uWx//5Z4MbJeOaIgf18scsy7zwcJGsv+DqknV/nP4XjR
    AKp3huWJ7lYHfqatYq8CQQCjAqbPxYripLGMc+F6FrZlQx0BSkcQXn+l0+d2JTP1
    5+9MoXMHVQ72AyosIzfOp6JvH1ZqfPclQUYCbXYlK3ry
    -----END RSA PRIVATE KEY-----

    """

  private static let rc2Of40Bits = """
    MIIDygIBAzCCA5AGCSqGSIb3DQEHAaCCA4EEggN9MIIDeTCCAm8GCSqGSIb3DQEHBqCCAmAwggJcAgEAMIICVQYJKoZIhvcNAQcB
    MBwGCiqGSIb3DQEMAQYwDgQI0MoWM+cIhPACAggAgIICKM+CJGiCDxMbBLjuwgg9j/Z7HC4Rem2Zhb3jNQK9zzeYk9RZ5PncWi++
    crz2/rL5FDQswawTNyILmkuTB0fJfVIO7DmBFVHMdkFtvtoz4yAMgEabLhRLO1hXfzXbJXrbteQOlJZq/3t61+TPV+1nkdoeoKVr
    KLuAUVrz4qLf9HoBVlLb6NNgoj7+hylxuZNN0KvU6Rc8xI1vEr0K6UvgAYn7yrk22ZiFSTC8/6epzzVaLe0XdOWNiRLbFTcDuir8
    gtnv3MsWQFQHIt+Ep7y91U+aCKjcUZLLScFvEolWFGq+8oZQnieVidqAxVymgTIZtWQ9llPb5FH1w7lr0rezNurUkgNBJ6ZMr3WZ
    JqMp5GeVv4UTCaO8IeBpw5jvtXG0Jgy2fLa6TAYlSZNFyoFr3XjiBDYCXq5w4NQLTrdvEu4FIA+6BOtpN9kcyht0qQYQu6vxNAIi
    tOAgBIUsiOfUFvidcm070uHD9+g7rUI143tQO4VsgY5ZyG90Lxuaa76H7ZAqlrDXS2sQwwqAaZ6hNHyHA9GVOxv8/nOvyjr8VVFp
    7/sungbsitaaMnig8B3y3ObGbCOsRG9iMMBDPPSpLPybXlxgfXx/cIDMz9xeMVLblVwSTYk9mICcjWGWipxsTjPPhsd1VGzIoTVF
    CAyjuAdhbMAwldqsb2UridsT6Rmu26sGhbRaGDoh1ZXgPK6YEHA/D54V4En28B+MazvTXhxGU/EnxhGEFTCCAQIGCSqGSIb3DQEH
    AaCB9ASB8TCB7jCB6wYLKoZIhvcNAQwKAQKggbQwgbEwHAYKKoZIhvcNAQwBAzAOBAgGtYiAP2yeKwICCAAEgZDmxTH0FurjnZF1
    tJImPXBQqBq+vtyR35m2FbKZ6rmgvHUobGq9VjQZCj63bi+3u+ERVNgDRL5Z7a4uYX7irrBs8ODyHxfCNtNyBbzHeeu3EuyimUb8
    FCh2s7wbs/vAVjFy94ZHaH3zMJhRXb3T7SIr8QrxrmOKDro6kORX8LCrvf+gQcOFlCLYhye2UJT8wWsxJTAjBgkqhkiG9w0BCRUx
    FgQUZ1Ofcex1aj2LaeBGOQMdyuy8YwYwMTAhMAkGBSsOAwIaBQAEFJDVS29b/2BDhRMbZ9CMiUeicapcBAiFsefbe8ZLhwICCAA=
    """

  private static let rc2 = """
    MIIECQIBAzCCA88GCSqGSIb3DQEHAaCCA8AEggO8MIIDuDCCAm8GCSqGSIb3DQEHBqCCAmAwggJcAgEAMIICVQYJKoZIhvcNAQcB
    MBwGCiqGSIb3DQEMAQUwDgQIx5Kw2HUOkTQCAggAgIICKNyLRHI7vvHtobfZslwSqwBH8T61Yq/bre2nKAEs/GbeF2NHJflCG0bU
    cdjdPoQmADgpsR7R57IkN1LHXDf5U7YwtS5NwMiKLFw+9jv+JO+C15e+K3F/dyLPjL3s4jdOls0OYTL7D0yrNxXvQwJc+ptf6zG8
    5QPZoMCjJUfpCV9RWKMduh+hHzJ0o6pcEOUkVXoWmdA2mdcsWTzt3sTjUpuHOrqVFuxVXoaWAfu+ArBSGMeJYmFJPNz+mvQANMHi
    iytxwYK79zJcFSuxcvNt4hkLAelYSW/ry/w56gjNkYkEkC65m+cmUQM4bDPrUb52/JPiq0fV/6sVwweVO5I6y8cDbhIaMzsOnJ/0
    oSatQ+dyQSMm85jdlwWkcLByNTWKvFqBLEt+yK3UJJHXyvTJUcdyq2mCZhYJjtWJ/aeHm+pI7QbjEjKXV3X/B/nz1AJju+Q7cQM+
    waHbEVZ7/JUmKIBXsstSXjGTzhhV/5novnbXyEfwzhdC1QHp0wzh6qnFWcR9gu7P5aInf0bk8Gg0GijmzZFD/cKa2CGfnmLQXsZi
    PHoTC400axxRn8eeRsG+oWTm8Pry7jsxPXiv4qY/KEKYHrXwrnhXm21hf0KZHXtH3JQx3ZF1Jb63MD0WLBliYoG0g8Q2V0m8cjNF
    3Eri7N4dwIS1TRZDcL8CRWk8p8YbtQadLyS//bPRqkuJABPoSMk5t4xbnGNl4qIiVAzaIOVd4h+OKSHrRjCCAUEGCSqGSIb3DQEH
    AaCCATIEggEuMIIBKjCCASYGCyqGSIb3DQEMCgECoIHvMIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhetCYfZXYS
    CAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEKa7uEstuxFQAhuAi6NzCIQEgZBJ2f4iPWDLMpybKiDyhCN+XT9ZWztz
    D/LOn9oCmOby/YUcZvVe3uC2OK9WYtwei5/ca8BSLzWWeNTDyiHZtre6Q/67ClzFpVSFTg725nIIYf4o8YNtXn1UccGjJqATNSXu
    EXb6NnmZXPOx3IvGJ0ReGPiWyETMfb98qOjoU2RwCoK7XkYo6k9oYRwrOIdv00IxJTAjBgkqhkiG9w0BCRUxFgQUZ1Ofcex1aj2L
    aeBGOQMdyuy8YwYwMTAhMAkGBSsOAwIaBQAEFJWBycG4qvDeG/kf99DTOgqW4osiBAg99S0SPJr5LQICCAA=
    """

  private static let oaepSHA1 = """
    tjdPd4yps6syRL/eCSVi1Jhoz+o/GXoOdoT0PAn6kChFMs5UHfkVOdGKhHVZgdgigK6egaY766bDw84nA1h96i8oOpMBj8zWX2sh
    YszhXrNbi+oiu4IVE0aoKZ4pWYnZNih4ATgbE5e0qrUmAUtsjBEuCrLldMhyb74OLQuGl2Y=
    """

  private static let oaepSHA256 = """
    vH2KMfe+VaIq5/liDxNSXkl89G0SoYR1NelXvF6/tVcqybXjvPYPENmRFI8YdF4dHI/5NLUrAc4mKCLufmkutA/TaJLNkW2hS94N
    NBwpjCcrbC2R+QwY1VZaAtUUMMkqtn/jcg8wMqYHnZbJyVJZyr+QYX1OSDdIr+oi8IqS4VQ=
    """
}
