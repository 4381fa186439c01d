"""An emulator of AWS (moto) behind a door that can be told to misbehave, for the tests of everything that asks AWS.

Started with a directory of its own (unused) and, optionally, a seed file (the format of `aws-seed.json`: see
seed()). Prints one JSON line of its ports; ends when its standard input does.

Like AWS it refuses a request whose signature is wrong, checked by botocore's own signer, or whose key it doesn't know:
SECRETS, and the keys that it gave for a role. Operations that change something are refused too: this program has none.

A test makes a scenario by POST /scenarios with {"faults": [...], "latency": seconds, "rate": calls a second} and
uses <address>/s/<id> as AWS' address; GET /scenarios/<id> tells what was asked of it. A fault is
{"operation": name or "*", "kind": see Door.misbehave, "times": how often, default always} and its kind's parameters.
"""

import base64
import email.utils
import http.client
import json
import os
import re
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import boto3
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from moto.server import ThreadedMotoServer

lock = threading.Lock()
scenarios = {}
# The secret and the session token that belong to a key; requests to no scenario are not looked at.
SECRETS = {"AKIAEXAMPLE": ("secretexample", None), "AKIAOWN": ("own", None), "DEV": ("s", None)}
SERVICES = {"secretsmanager": "secretsmanager", "AmazonSSM": "ssm"}
READS = {"GetSecretValue", "BatchGetSecretValue", "ListSecrets", "DescribeSecret", "GetParameter", "GetParameters",
         "GetParametersByPath", "DescribeParameters", "ListTagsForResource", "GetCallerIdentity", "AssumeRole",
         "AssumeRoleWithWebIdentity"}


class Scenario:
    def __init__(self, settings):
        self.faults = settings.get("faults", [])
        self.latency = settings.get("latency", 0)
        self.rate = settings.get("rate")
        self.tokens, self.refilled = self.rate or 0, time.monotonic()
        self.calls, self.running, self.most_running, self.requests = {}, 0, 0, []

    def fault(self, operation):
        for fault in self.faults:
            if fault["operation"] in ("*", operation) and fault.get("times", 1) > 0:
                if "times" in fault:
                    fault["times"] -= 1
                return fault
        return None

    def is_over_rate(self):
        if not self.rate:
            return False
        now = time.monotonic()
        self.tokens = min(self.rate, self.tokens + (now - self.refilled) * self.rate)
        self.refilled = now
        if self.tokens < 1:
            return True
        self.tokens -= 1
        return False


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    moto_port = 0
    # The header and the body of an answer in one segment: otherwise each waits for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    # The scenario that a request is being served for.
    serving = None

    def log_message(self, *_):
        pass

    def leave(self):
        """Ends the request's time: before its answer, because the next request may come before anything after it is done."""
        with lock:
            if self.serving:
                self.serving.running -= 1
            self.serving = None

    def answer(self, status, body, headers=()):
        self.leave()
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = urlsplit(self.path).path.strip("/").split("/")
        if parts[0] == "scenarios":
            self.control(parts, body)
        elif parts[0] == "s":
            self.serve(scenarios[parts[1]], "/" + self.path.split("/", 3)[3] if self.path.count("/") > 2 else "/", body)
        else:
            self.forward(self.path, body)

    do_GET = do_POST = do_PUT = handle_any

    def control(self, parts, body):
        with lock:
            if self.command == "POST":
                identifier = str(len(scenarios))
                scenarios[identifier] = Scenario(json.loads(body))
                value = {"id": identifier}
            else:
                scenario = scenarios[parts[1]]
                value = {"calls": scenario.calls, "mostRunning": scenario.most_running, "requests": scenario.requests}
        self.answer(200, json.dumps(value).encode())

    def operation(self, path, body):
        if target := self.headers.get("X-Amz-Target"):
            return target.split(".")[-1]
        if action := parse_qs(body.decode("latin-1")).get("Action"):
            return action[0]
        return self.command + " " + urlsplit(path).path

    def serve(self, scenario, path, body):
        operation = self.operation(path, body)
        with lock:
            scenario.calls[operation] = scenario.calls.get(operation, 0) + 1
            scenario.running += 1
            self.serving = scenario
            scenario.most_running = max(scenario.most_running, scenario.running)
            authorization = self.headers.get("Authorization") or ""
            scenario.requests.append({"operation": operation, "authorization": authorization.split(",")[0], "body": body.decode("latin-1"),
                                      "token": self.headers.get("X-Amz-Security-Token"), "date": self.headers.get("X-Amz-Date")})
            fault = scenario.fault(operation)
            if fault is None and scenario.is_over_rate():
                fault = {"kind": "error", "code": "ThrottlingException", "message": "Rate exceeded"}
        try:
            time.sleep(scenario.latency)
            if problem := self.problem(operation, body):
                # Seen by the test as a call that no test asks for: a refusal never goes unnoticed.
                with lock:
                    scenario.calls[f"{operation} refused: {problem}"] = 1
                self.misbehave({"kind": "error", "code": "InvalidSignatureException", "message": problem})
            elif fault is None or not self.misbehave(fault):
                self.forward(path, body)
        finally:
            self.leave()

    def problem(self, operation, body):
        """Why a request is none that may be sent; None for one that may.

        That is a read, with the signature that AWS would find right, or none where the operation takes none.
        """
        authorization = self.headers.get("Authorization", "")
        target = self.headers.get("X-Amz-Target", "").split(".")[0]
        is_path = operation.startswith((self.command + " "))
        if not is_path and operation not in READS:
            return "not a read"
        if is_path or operation == "AssumeRoleWithWebIdentity":
            return "a signature where none belongs" if authorization.startswith("AWS4") else None
        match = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/,]+)/(\d{8})/([^/,]+)/([^/,]+)/aws4_request, "
                             r"SignedHeaders=([^,]+), Signature=([0-9a-f]{64})", authorization)
        if not match:
            return "no signature"
        key, day, region, service, names, signature = match.groups()
        date = self.headers.get("X-Amz-Date", "")
        if key not in SECRETS:
            return f"the key {key} is unknown"
        secret, token = SECRETS[key]
        if self.headers.get("X-Amz-Security-Token") != token:
            return "the session token is not the key's"
        if service != SERVICES.get(target, "sts") or not date.startswith(day):
            return f"the scope {day}/{region}/{service} is not the request's"
        names = names.split(";")
        unsigned = {name.lower() for name in self.headers if name.lower().startswith("x-amz-")} | {"host"}
        if not unsigned.issubset(names):
            return f"not signed: {unsigned.difference(names)}"
        signer = botocore.auth.SigV4Auth(Credentials(key, secret, token), service, region)
        request = AWSRequest(self.command, f"http://{self.headers['Host']}{self.path}",
                             {name: self.headers[name] for name in names}, body)
        request.context["timestamp"] = date
        expected = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
        return None if expected == signature else "the signature is not botocore's"

    def misbehave(self, fault):
        """Does what the fault says; False if the request is to be answered properly nevertheless."""
        kind = fault["kind"]
        if kind == "error":
            value = {"__type": fault["code"], "message": fault.get("message", "")}
            self.answer(fault.get("status", 400), json.dumps(value).encode(), fault.get("headers", {}))
        elif kind == "xml":
            text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{fault['code']}</Code><Message>{fault['message']}</Message></Error></ErrorResponse>"
            self.answer(fault.get("status", 403), text.encode())
        elif kind == "answer":
            self.answer(fault.get("status", 200), fault["body"].encode(), fault.get("headers", {}))
        elif kind == "proof":
            # Answered only if the request carries a proof of possession (RFC 9449) that is made for it.
            if problem := self.proof_problem():
                self.answer(400, json.dumps({"error": "invalid_request", "message": problem}).encode())
            else:
                self.answer(200, fault["body"].encode())
        elif kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        elif kind == "stall":
            time.sleep(900)
        elif kind == "truncate":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"SecretStr")
            self.close_connection = True
        elif kind == "clock":
            # Whoever's clock differs by more than five minutes from a clock that is `ahead` seconds ahead is refused.
            now = time.time() + fault["ahead"]
            sent = time.mktime(time.strptime(self.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")) - time.timezone
            if abs(now - sent) < 300:
                return False
            value = {"__type": "InvalidSignatureException", "message": "Signature expired: Credential=secret"}
            body = json.dumps(value).encode()
            self.wfile.write(f"HTTP/1.1 400 Bad\r\nDate: {email.utils.formatdate(now, usegmt=True)}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            self.wfile.flush()
        return True

    def proof_problem(self):
        def decoded(text):
            return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

        head, claims, signature = self.headers.get("DPoP", "..").split(".")
        header, claim = json.loads(decoded(head) or b"{}"), json.loads(decoded(claims) or b"{}")
        if header.get("typ") != "dpop+jwt" or header.get("alg") != "ES256" or len(decoded(signature)) != 64:
            return "no proof"
        key, raw = header["jwk"], decoded(signature)
        numbers = [int.from_bytes(decoded(key[name])) for name in "xy"]
        pair = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        public = ec.EllipticCurvePublicNumbers(*numbers, ec.SECP256R1()).public_key()
        public.verify(pair, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
        address = f"http://{self.headers['Host']}{self.path}"
        if (claim["htm"], claim["htu"]) != (self.command, address) or abs(claim["iat"] - time.time()) > 60 or not claim["jti"]:
            return f"a proof of something else than {address}"
        return None

    def forward(self, path, body):
        # One connection to the emulator for each from the client.
        if not hasattr(self, "upstream"):
            self.upstream = http.client.HTTPConnection("127.0.0.1", Door.moto_port)
            self.upstream.connect()
            self.upstream.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "accept-encoding")}
        # moto looks through what it holds without a lock: a secret made meanwhile makes it fail, as AWS wouldn't.
        for _ in range(10):
            self.upstream.request(self.command, path, body, headers)
            response = self.upstream.getresponse()
            content = response.read()
            if response.status != 500 or not content.startswith(b"<!doctype html>"):
                break
        if content.startswith(b"<AssumeRole"):
            key, secret, token = (re.search(rf"<{name}>(.*?)</{name}>".encode(), content).group(1).decode()
                                  for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
            SECRETS[key] = (secret, token)
        kept = {name: value for name, value in response.getheaders() if name.lower() in ("content-type", "x-amzn-errortype")}
        self.answer(response.status, content, kept)


def seed(port, path):
    """Fills the emulator: {"secretsmanager": [{Name, SecretString | SecretBinaryB64, Tags, Then, Stages, Delete}],
    "ssm": [{Name, Value, Type, Tags, Then}]}."""
    settings = {"endpoint_url": f"http://127.0.0.1:{port}", "region_name": "eu-west-1",
                "aws_access_key_id": "AKIAEXAMPLE", "aws_secret_access_key": "secretexample"}
    data = json.load(open(path))
    secrets, parameters = boto3.client("secretsmanager", **settings), boto3.client("ssm", **settings)
    for entry in data.get("secretsmanager", []):
        tags = [{"Key": key, "Value": value} for key, value in entry.get("Tags", {}).items()]
        value = {"SecretString": entry["SecretString"]} if "SecretString" in entry else {"SecretBinary": base64.b64decode(entry["SecretBinaryB64"])}
        secrets.create_secret(Name=entry["Name"], Tags=tags, **value)
        if "Then" in entry:
            secrets.put_secret_value(SecretId=entry["Name"], SecretString=entry["Then"])
        for stage in entry.get("Stages", []):
            secrets.put_secret_value(SecretId=entry["Name"], VersionStages=[stage], **value)
        if entry.get("Delete"):
            secrets.delete_secret(SecretId=entry["Name"])
    for entry in data.get("ssm", []):
        tags = [{"Key": key, "Value": value} for key, value in entry.get("Tags", {}).items()]
        parameters.put_parameter(Name=entry["Name"], Value=entry["Value"], Type=entry["Type"], Tags=tags)
        if "Then" in entry:
            parameters.put_parameter(Name=entry["Name"], Value=entry["Then"], Type=entry["Type"], Overwrite=True)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


if __name__ == "__main__":
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    Door.moto_port = moto._server.server_port
    if len(sys.argv) > 2:
        seed(Door.moto_port, sys.argv[2])
    server = Server(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"door": server.server_port}), flush=True)
    sys.stdin.read()
    os._exit(0)
