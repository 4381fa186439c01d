"""Writes signatures.jsonl and endpoints.tsv: what botocore signs and where it sends, for the tests beside this file.

Regenerate with: $(script/servers/python) Tests/AWSTests/golden.py
"""

import datetime
import gzip
import json
import os
import random

import botocore
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

here = os.path.dirname(os.path.abspath(__file__))
data = os.path.join(os.path.dirname(botocore.__file__), "data")
generator = random.Random(5)


def word(length, alphabet="abcXYZ019-._~"):
    return "".join(generator.choice(alphabet) for _ in range(length))


def sign(method, url, headers, body, region, service, token, when):
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: when
    secret = word(40, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+")
    request = AWSRequest(method, url, headers=dict(headers), data=body)
    botocore.auth.SigV4Auth(Credentials("AKIDEXAMPLE", secret, token), service, region).add_auth(request)
    return {"method": method, "url": url, "headers": headers, "body": body.hex(), "region": region, "service": service,
            "token": token, "secret": secret, "seconds": int(when.replace(tzinfo=datetime.timezone.utc).timestamp()),
            "authorization": request.headers["Authorization"]}


def requests():
    targets = {"secretsmanager": ["GetSecretValue", "BatchGetSecretValue", "ListSecrets", "DescribeSecret"],
               "ssm": ["GetParameter", "GetParameters", "GetParametersByPath", "DescribeParameters", "ListTagsForResource"]}
    for service, operations in targets.items():
        for operation in operations:
            for token in (None, word(300, "ABCdef/+=")):
                prefix = "AmazonSSM" if service == "ssm" else service
                headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{prefix}.{operation}"}
                body = json.dumps({"SecretId": word(20) + "\u0000 ключ 😀"}, ensure_ascii=generator.random() < 0.5).encode()
                yield "POST", f"https://{service}.eu-west-1.amazonaws.com/", headers, body, "eu-west-1", service, token
    for action in ("GetCallerIdentity", "AssumeRole"):
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        body = f"Action={action}&Version=2011-06-15&Tags.member.1.Key={word(9)}%20%2B".encode()
        yield "POST", "https://sts.cn-north-1.amazonaws.com.cn/", headers, body, "cn-north-1", "sts", None
    for _ in range(40):
        path = generator.choice(["/", "", "/a/b", "/a//b/", "/a%20b", "/./a/../b", "/%E1%88%B4", "/a+b=c", "/" + word(8, "az%2F".replace("%", ""))])
        query = generator.choice(["", "?b=2&a=1", "?a=&a", "?a=%20+&B=1", "?x=" + word(10)])
        port = generator.choice(["", ":443", ":4566"])
        headers = {"X-Custom": generator.choice([" a   b ", "x", "a,b"]), "x-other-" + word(3, "abc"): word(12)}
        yield (generator.choice(["GET", "POST", "PUT"]), f"https://Host.Example{port}{path}{query}".replace("Host.Example", "host.example"),
               headers, word(generator.randrange(40)).encode(), "us-gov-west-1", "secretsmanager", None)
    yield "POST", "https://ssm.us-east-1.amazonaws.com/", {}, b"x" * 100000, "us-east-1", "ssm", None


with open(os.path.join(here, "signatures.jsonl"), "w") as file:
    for index, request in enumerate(requests()):
        when = datetime.datetime(2026, 1, 1) + datetime.timedelta(hours=index * 37, seconds=index)
        line = sign(*request, when)
        if len(line["body"]) > 10000:
            line["body"], line["repeat"] = line["body"][:2], len(line["body"]) // 2
        file.write(json.dumps(line) + "\n")

partitions = json.load(open(os.path.join(data, "partitions.json")))
regions = sorted({region for partition in partitions["partitions"] for region in partition["regions"]} - {"aws-global"})
with open(os.path.join(here, "endpoints.tsv"), "w") as file:
    for service in ("secretsmanager", "ssm", "sts", "sso", "sso-oidc", "signin"):
        folder = sorted(os.listdir(os.path.join(data, service)))[-1]
        rules = json.load(gzip.open(os.path.join(data, service, folder, "endpoint-rule-set-1.json.gz")))
        provider = EndpointProvider(rules, partitions)
        for region in regions + ["us-new-9", "cn-new-1"] + (["aws-global"] if service == "sts" else []):
            for fips in (False, True):
                for dual in (False, True):
                    try:
                        url = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual).url
                    except EndpointProviderError:
                        continue
                    file.write("\t".join([service, region, str(int(fips)), str(int(dual)), url]) + "\n")
