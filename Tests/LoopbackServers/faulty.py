"""A server that misbehaves on request, for the tests of the HTTP room.

Started with a directory of certificates (made by certificates.sh); prints one JSON line of its ports; ends when its
standard input does. What a request gets is decided by its path, see `Behaviour`.
"""

import gzip
import json
import os
import socket
import ssl
import struct
import sys
import threading
import time
from urllib.parse import parse_qs, urlsplit

connections = {}
lock = threading.Lock()


def reset(connection):
    """Closes so that the other side sees a reset, not an end."""
    raw = connection
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raw.close()


class Behaviour:
    """One method per first part of the path; False ends the connection."""

    def __init__(self, connection, method, target, headers, body):
        self.connection, self.method, self.headers, self.body = connection, method, headers, body
        url = urlsplit(target)
        self.target, self.path = target, url.path.strip("/").split("/")
        self.query = {name: values[-1] for name, values in parse_qs(url.query, keep_blank_values=True).items()}

    def run(self):
        return getattr(self, self.path[0].replace("-", "_"), self.missing)()

    def answer(self, body, status=200, headers=()):
        lines = [f"HTTP/1.1 {status} Something", f"Content-Length: {len(body)}"] + list(headers)
        self.connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        return True

    def missing(self):
        return self.answer(b"", 404)

    def echo(self):
        value = {"method": self.method, "target": self.target, "headers": self.headers, "body": self.body.decode("latin-1")}
        return self.answer(json.dumps(value).encode(), headers=["X-Twice: one", "x-twice: two", "Set-Cookie: c=hidden"])

    def status(self):
        return self.answer(b"answer", int(self.path[1]), ["Location: /echo"])

    def circle(self):
        return self.answer(b"again", 302, ["Location: /circle"])

    def interim(self):
        self.connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
        return self.answer(b"final")

    def slow(self):
        time.sleep(float(self.query["seconds"]))
        return self.answer(b"late")

    def stall(self):
        self.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin")
        time.sleep(900)
        return False

    def reset(self):
        reset(self.connection)
        return False

    def close(self):
        return False

    def reset_body(self):
        self.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin")
        time.sleep(0.1)
        reset(self.connection)
        return False

    def truncate(self):
        self.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin")
        return False

    def garbage(self):
        self.connection.sendall(b"\x00\x01\x02 this is not HTTP\r\n\r\n")
        return False

    def big(self):
        count = int(self.query["bytes"])
        if "hidden" in self.query:
            self.connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            try:
                for _ in range(0, count, 65536):
                    self.connection.sendall(b"x" * 65536)
            except OSError:
                pass
            return False
        return self.answer(b"x" * count)

    def gzip(self):
        body = gzip.compress(b"x" * int(self.query["bytes"]))
        return self.answer(body, headers=["Content-Encoding: gzip"])

    def chunks(self):
        """Numbered lines, one chunk each, as a watch sends them."""
        self.connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        padding = "." * int(self.query.get("padding", "0"))
        try:
            for index in range(int(self.query["count"])):
                line = f"{index}{padding}\n".encode()
                self.connection.sendall(f"{len(line):x}\r\n".encode() + line + b"\r\n")
                time.sleep(float(self.query.get("seconds", "0")))
            if "break" in self.query:
                return False
            if "hang" in self.query:
                time.sleep(900)
            self.connection.sendall(b"0\r\n\r\n")
        except OSError:
            with lock:
                Behaviour.broken_streams += 1
            return False
        return True

    broken_streams = 0

    def counts(self):
        return self.answer(json.dumps({"connections": connections[self.connection.getsockname()[1]], "broken": Behaviour.broken_streams}).encode())


def read_request(reader):
    line = reader.readline().decode("latin-1").split()
    if len(line) != 3:
        return None
    headers = []
    while (field := reader.readline().decode("latin-1").rstrip("\r\n")) != "":
        headers.append(field.split(": ", 1) if ": " in field else [field.rstrip(":;"), ""])
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    return line[0], line[1], headers, reader.read(length)


def serve(connection):
    reader = connection.makefile("rb")
    try:
        while (request := read_request(reader)) is not None:
            if not Behaviour(connection, *request).run():
                break
    except OSError:
        pass
    reader.close()
    connection.close()


def relay(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def cleartext(connection):
    """Answers whatever comes first as servers do that expect HTTP and get the start of TLS: a line may never end."""
    connection.recv(1)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def hang_up(connection):
    """Ends the connection in the handshake, as servers do that are stopped."""
    connection.recv(65536)
    connection.close()


def break_off(connection):
    """Breaks the connection in the handshake, as servers do that are killed."""
    connection.recv(1)
    reset(connection)


def proxy(connection):
    """Tunnels for whoever shows the right password, and answers plain requests by itself."""
    reader = connection.makefile("rb")
    request = read_request(reader)
    if request is None:
        return
    method, target, headers, body = request
    # user:pass
    if ["Proxy-Authorization", "Basic dXNlcjpwYXNz"] not in headers:
        connection.sendall(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
    elif method == "CONNECT":
        host, port = target.rsplit(":", 1)
        upstream = socket.create_connection((host, int(port)))
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Proxy: yes\r\n\r\n")
        threading.Thread(target=relay, args=(upstream, connection), daemon=True).start()
        relay(connection, upstream)
        return
    else:
        text = ("proxied " + target).encode()
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text)
    connection.close()


def listen(handler, context=None):
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    port = listener.getsockname()[1]

    def handle(connection):
        with lock:
            connections[port] = connections.get(port, 0) + 1
        try:
            handler(context.wrap_socket(connection, server_side=True) if context else connection)
        except OSError:
            connection.close()

    def accept():
        while True:
            threading.Thread(target=handle, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return port


def tls(directory, name, client_authority=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(directory, name + ".pem"), os.path.join(directory, name + ".key"))
    if client_authority:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(os.path.join(directory, client_authority + ".pem"))
    return context


if __name__ == "__main__":
    directory = sys.argv[1]
    old = tls(directory, "good")
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.set_ciphers("ALL:@SECLEVEL=0")
    silent = socket.create_server(("127.0.0.1", 0), backlog=64)
    ports = {
        "plain": listen(serve),
        "cleartext": listen(cleartext),
        "stopped": listen(hang_up),
        "killed": listen(break_off),
        "counted": listen(serve),
        "proxy": listen(proxy),
        "tls": listen(serve, tls(directory, "good")),
        "expired": listen(serve, tls(directory, "expired")),
        "future": listen(serve, tls(directory, "future")),
        "named": listen(serve, tls(directory, "named")),
        "stranger": listen(serve, tls(directory, "stranger")),
        "mutual": listen(serve, tls(directory, "good", client_authority="authority")),
        "old": listen(serve, old),
        "silent": silent.getsockname()[1],
    }
    print(json.dumps(ports), flush=True)
    sys.stdin.read()
