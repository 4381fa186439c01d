"""Writes profiles.jsonl: which credentials botocore finds in many worlds, for the tests beside this file.

Regenerate with: $(script/servers/python) Tests/AWSTests/profiles.py. Nothing is sent: answers are made up here, and
in PlayedAWS.swift likewise, so that the key of every answer tells whose it is.
"""

import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import urllib.parse

HOME = "/home/me"
home = tempfile.mkdtemp()
os.environ.clear()
os.environ.update(HOME=home, PATH="/usr/bin:/bin")

import botocore.credentials  # noqa: E402 (botocore looks at HOME when it is imported)
import botocore.session  # noqa: E402
from botocore.awsrequest import AWSResponse  # noqa: E402
from botocore.credentials import JSONFileCache  # noqa: E402
from botocore.httpsession import URLLib3Session  # noqa: E402
from botocore.utils import ContainerMetadataFetcher  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat  # noqa: E402

# What stands for a key in the golden file: those who read it have a key of their own.
KEY = "@KEY@"
PEM = ec.generate_private_key(ec.SECP256R1()).private_bytes(
    Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
END = "2099-01-01T00:00:00Z"
CACHE = os.path.join(home, ".aws", "cli", "cache")
calls = []
# The keys under which credentials were looked for that the CLI may have kept.
asked = []


class Body:
    def __init__(self, text):
        self.text = text

    def stream(self, **_):
        yield self.text.encode()


def document(key):
    return json.dumps({"Code": "Success", "AccessKeyId": key, "SecretAccessKey": "s", "Token": "t", "Expiration": END})


def words(text):
    return text.decode() if isinstance(text, bytes) else text


def send(_, request):
    url = urllib.parse.urlsplit(request.url)
    body = request.body or b""
    form = dict(urllib.parse.parse_qsl(words(body)))
    query = dict(urllib.parse.parse_qsl(url.query))
    authorization = words(request.headers.get("Authorization", ""))
    signer = authorization.partition("Credential=")[2].partition("/")[0]
    action = form.get("Action", "")
    if action.startswith("AssumeRole"):
        fields = {name: form[name] for name in ("RoleArn", "ExternalId", "DurationSeconds", "SerialNumber", "TokenCode",
                                                "RoleSessionName", "WebIdentityToken") if name in form}
        if fields.get("RoleSessionName", "").startswith("botocore-session-"):
            del fields["RoleSessionName"]
        calls.append({"operation": action, "signer": signer, "fields": fields})
        key = ("WEB-" if action.endswith("Identity") else "ROLE-") + form["RoleArn"].rpartition("/")[2]
        text = (f"<r><{action}Result><Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                f"<SessionToken>t</SessionToken><Expiration>{END}</Expiration></Credentials></{action}Result></r>")
    elif url.path == "/v1/token":
        question = json.loads(body)
        calls.append({"operation": "CreateOAuth2Token", "signer": "", "fields": {
            "client": question["clientId"], "token": question["refreshToken"], "grant": question["grantType"], "host": url.netloc}})
        text = json.dumps({"accessToken": {"accessKeyId": "RENEWED", "secretAccessKey": "s", "sessionToken": "t"},
                           "expiresIn": 900, "refreshToken": "next", "tokenType": "aws_sigv4"})
        return AWSResponse(request.url, 200, {"Content-Type": "application/json"}, Body(text))
    elif url.path == "/federation/credentials":
        calls.append({"operation": "GetRoleCredentials", "signer": "", "fields": {
            "account": query["account_id"], "token": words(request.headers["x-amz-sso_bearer_token"]), "host": url.netloc}})
        text = json.dumps({"roleCredentials": {"accessKeyId": "SSO-" + query["role_name"], "secretAccessKey": "s",
                                               "sessionToken": "t", "expiration": 4070908800000}})
    elif url.path == "/container":
        calls.append({"operation": "Container", "signer": "", "fields": {"token": authorization, "host": url.netloc}})
        text = document("CONTAINER")
    elif url.path == "/latest/api/token":
        text = "imds"
    elif url.path == "/latest/meta-data/iam/security-credentials/":
        text = "node"
    elif url.path == "/latest/meta-data/iam/security-credentials/node":
        text = document("INSTANCE")
    else:
        raise AssertionError(request.url)
    return AWSResponse(request.url, 200, {}, Body(text))


URLLib3Session.send = send
botocore.credentials.getpass.getpass = lambda _: "123456"
botocore.credentials.AssumeRoleProvider.__init__.__defaults__ = tuple(
    (lambda _: "123456") if callable(value) else value
    for value in botocore.credentials.AssumeRoleProvider.__init__.__defaults__)
ContainerMetadataFetcher.RETRY_ATTEMPTS = 1


class KeptCredentials(JSONFileCache):
    def __contains__(self, key):
        asked.append(key)
        return super().__contains__(key)


def kept(key):
    """The file of credentials that the CLI has kept under a key, fresh or not."""
    end = generator.choice(["2099-01-01T00:00:00+00:00", "2099-01-01T00:00:00UTC", END, "2020-01-01T00:00:00Z"])
    credentials = {"AccessKeyId": f"KEPT-{key[:4]}", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": end}
    return json.dumps({"Credentials": credentials})


def found(world):
    """The access key that botocore would sign with, or None where it reports a mistake or has none."""
    for entry in os.listdir(home):
        shutil.rmtree(os.path.join(home, entry)) if os.path.isdir(os.path.join(home, entry)) else os.remove(
            os.path.join(home, entry))
    for path, text in world["files"].items():
        path = path.replace(HOME, home)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text.replace(HOME, home).replace(KEY, json.dumps(PEM)[1:-1]))
    os.environ.clear()
    os.environ.update(HOME=home, PATH="/usr/bin:/bin", AWS_DEFAULT_REGION="eu-west-1")
    os.environ.update({name: value.replace(HOME, home) for name, value in world["variables"].items()})
    calls.clear()
    asked.clear()
    try:
        session = botocore.session.Session(profile=world.get("profile"))
        # The order of version 2 of the CLI, whose botocore is another one than boto3's.
        session.session_var_map["profile"] = (None, ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"], None, None)
        session.session_var_map["region"] = ("region", ["AWS_REGION", "AWS_DEFAULT_REGION"], None, None)
        # What the CLI adds to botocore: files that keep the credentials of roles.
        for name in ("assume-role", "assume-role-with-web-identity", "sso"):
            session.get_component("credential_provider").get_provider(name).cache = KeptCredentials(CACHE)
        credentials = session.get_credentials()
        return credentials and credentials.get_frozen_credentials().access_key
    except Exception as error:
        world["error"] = "idle session" if "SSO token provider" in str(error) else type(error).__name__
        return None


# Worlds: what may stand in one, drawn at random, each part alone at least once.

generator = random.Random(7)
NAMES = ["default", "a", "b", "c"]
PROCESS = """credential_process = /bin/echo '{"Version":1,"AccessKeyId":"PROCESS-%s","SecretAccessKey":"s"}'"""


def chance(share):
    return generator.random() < share


def keys(name, origin):
    lines = [f"aws_access_key_id = {origin}-{name}", "aws_secret_access_key = s"]
    if chance(0.2):
        lines.append("aws_session_token = t")
    if chance(0.1):
        lines.pop(0)
    elif chance(0.1):
        del lines[1]
    return lines


def role(name):
    lines = [f"role_arn = arn:aws:iam::123456789012:role/{name}" + (" ü" if chance(0.1) else "")]
    if chance(0.85):
        lines.append(f"source_profile = {generator.choice(NAMES + ['nowhere'] if chance(0.1) else NAMES)}")
    if chance(0.2):
        source = generator.choice(["Environment", "EcsContainer", "Ec2InstanceMetadata", "Else"])
        if chance(0.7):
            lines = lines[:1]
        lines.append(f"credential_source = {source}")
    for line in ("external_id = ex", "duration_seconds = 900", "role_session_name = me", "mfa_serial = arn:aws:iam::123456789012:mfa/me"):
        if chance(0.2):
            lines.append(line)
    return lines


def sso(name):
    lines = ["sso_account_id = 1", f"sso_role_name = {name}"]
    if chance(0.6):
        lines.append("sso_session = " + ("nowhere" if chance(0.1) else "corp"))
        if chance(0.1):
            lines.append("sso_region = eu-west-9")
    else:
        lines += ["sso_start_url = https://old/start", "sso_region = eu-west-2"]
    if chance(0.1):
        lines.pop(generator.randrange(len(lines)))
    return lines


def login(name):
    """The file of a session of `aws login`: live or ended, at times without something that belongs in it."""
    token = {"accessKeyId": f"LOGIN-{name}", "secretAccessKey": "s", "sessionToken": "t", "accountId": "1",
             "expiresAt": END if chance(0.5) else "2020-01-01T00:00:00Z"}
    session = {"accessToken": token, "clientId": "arn:aws:signin:::devtools/same-device", "refreshToken": f"r-{name}",
               "dpopKey": KEY if chance(0.95) else "no key"}
    if chance(0.5):
        session["signInRegion"] = "us-west-2"
    if chance(0.1):
        del session[generator.choice(["clientId", "refreshToken", "dpopKey", "accessToken"])]
    return session


def section(name, lines):
    header = "default" if name == "default" and chance(0.9) else f"profile {name}"
    return "\n".join([f"[{header}]"] + generator.sample(lines, len(lines))) + "\n"


def world():
    variables, config, credentials, files = {}, "", "", {}
    for name in NAMES:
        lines = []
        if chance(0.25):
            lines += keys(name, "CONFIG")
        if chance(0.45):
            lines += role(name)
        if chance(0.15):
            lines.append(PROCESS % name)
        if chance(0.15):
            lines += sso(name)
        if chance(0.15):
            lines.append(f"login_session = {generator.choice('xy')}")
        if chance(0.1):
            lines.append(f"web_identity_token_file = {HOME}/token")
            if not any(line.startswith("role_arn") for line in lines) and chance(0.7):
                lines.append(f"role_arn = arn:aws:iam::123456789012:role/{name}")
        if lines or chance(0.3):
            config += section(name, list(dict.fromkeys(lines)))
        if chance(0.3):
            lines = keys(name, "FILE")
            if chance(0.1):
                lines += role(name)
            credentials += "\n".join([f"[{name}]"] + lines) + "\n"
    config += "[sso-session corp]\nsso_region = eu-west-3\nsso_start_url = https://corp/start\n"
    if chance(0.2):
        config += generator.choice(["sso_role_name = shared\n", "sso_account_id = 1\n"])
    if chance(0.3):
        variables["AWS_ACCESS_KEY_ID"] = "VARIABLES"
        if chance(0.9):
            variables["AWS_SECRET_ACCESS_KEY"] = "s"
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        if chance(0.2):
            variables[name] = generator.choice(NAMES + ["nowhere"])
    if chance(0.12):
        variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = f"{HOME}/token"
        if chance(0.85):
            variables["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/variable"
        if chance(0.3):
            variables["AWS_ROLE_SESSION_NAME"] = "session"
    if chance(0.2):
        variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = generator.choice(
            ["http://localhost/container", "http://169.254.170.23/container", "http://example.com/container"])
        if chance(0.3):
            variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "variable"
        if chance(0.3):
            variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = f"{HOME}/token"
    elif chance(0.1):
        variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/container"
    if chance(0.5):
        variables["AWS_EC2_METADATA_DISABLED"] = "true"
    if chance(0.95):
        files[f"{HOME}/token"] = "json.web.token"
    for name in "xy":
        if chance(0.9):
            file = hashlib.sha256(name.encode()).hexdigest()
            files[f"{HOME}/.aws/login/cache/{file}.json"] = json.dumps(login(name))
    for start, text in (("corp", "session"), ("https://old/start", "old")):
        if chance(0.9):
            name = hashlib.sha1(start.encode()).hexdigest()
            files[f"{HOME}/.aws/sso/cache/{name}.json"] = json.dumps({"accessToken": text, "expiresAt": END})
    if chance(0.9):
        files[f"{HOME}/.aws/config"] = config
    if credentials:
        files[f"{HOME}/.aws/credentials"] = credentials
    drawn = {"variables": variables, "files": files}
    if chance(0.3):
        drawn["profile"] = generator.choice(NAMES + ["nowhere"] if chance(0.2) else NAMES)
    return drawn


# Most worlds drawn end in the same few mistakes or in variables: of those only some are kept.
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 250
path = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "profiles.jsonl")
with open(path, "w") as output:
    count = 0
    while count < COUNT:
        line = world()
        line["found"] = found(line)
        filled = [key for key in dict.fromkeys(asked) if chance(0.3)]
        if filled:
            line["files"].update({f"{HOME}/.aws/cli/cache/{key}.json": kept(key) for key in filled})
            line["found"] = found(line)
            # botocore asks a container before it knows that nobody needs to be asked: we don't.
            uses = [line["found"] or ""] + [call["signer"] for call in calls]
            if any(use.startswith("KEPT-") for use in uses) and any(call["operation"] == "Container" for call in calls):
                continue
        # botocore's client for STS stops at an sso_session that is nowhere, though nothing needs it: we don't.
        if line.get("error") == "idle session":
            continue
        if line["found"] in (None, "VARIABLES") and chance(0.75):
            continue
        line["calls"] = list(calls) if line["found"] else []
        output.write(json.dumps(line, separators=(",", ":")).replace(home, HOME) + "\n")
        count += 1
shutil.rmtree(home)
