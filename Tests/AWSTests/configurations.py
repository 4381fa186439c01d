"""Writes configurations.jsonl: what botocore reads in many configuration files, for the tests beside this file.

Regenerate with: $(script/servers/python) Tests/AWSTests/configurations.py
"""

import json
import os
import random
import sys
import tempfile

from botocore.configloader import load_config, raw_config_parse
from botocore.exceptions import ConfigParseError

generator = random.Random(3)

# Files with one oddity each.
FILES = [
    "", "[default]\nregion = x\n", "[default]\r\nregion = x\r\n[services s]\r\nssm =\r\n  endpoint_url = u\r\n",
    "[profile a]\n  region = x\n  role_arn = r\n", "[default]\nregion = x\n  [profile b]\n  region = y\n",
    "  [profile a]\n  region = x\n    y\n[profile b]\n", '[profile a]\nregion = x # c\ncredential_process = sh -c "a ; b"\n',
    "[DEFAULT]\nregion = x\n[profile a]\noutput = json\n", "[DEFAULT]\nregion = x\n",
    "[profile a]\nregion = x\n[DEFAULT]\nregion = y\noutput = z\n[DEFAULT]\nmore = m\n", "[DEFAULT]\na = 1\n[DEFAULT]\na = 2\n",
    "[profile a]\nregion = x\n[profile a]\nregion = y\n", "[profile a]\nregion = x\nRegion = y\n",
    '[profile a]\nregion = x\noutput = json\n[profile "a"]\nregion = y\n', "[default]\nregion = x\n[profile default]\noutput = y\n",
    "[profile default]\nregion = y\n[default]\noutput = json\n", "[ profile a ]\nregion = x\n[ default ]\nregion = y\n",
    "[profile\ta]\nregion\t=\tx\n", "[profilefoo a]\nregion = x\n", "[profile john's]\nregion = x\n[default]\nregion = y\n",
    "[john's]\nregion = x\n", "[my team]\na = 1\n", "[CORP\\jane]\na = 1\n", "[profile CORP\\jane]\na = 1\n", "[default]\nregion\n",
    "[services s]\nssm =\n  endpoint_url: u\n", "[services s]\nssm =\n  endpoint_url\n", "[services s]\nSSM =\n  Endpoint_URL = u # c\n",
    "[services s]\nssm =\n\n  endpoint_url = u\n  # c\n\n  x = y = z\n", "[profile a]\nsso_start_url =\nregion = x\n",
    "[profile a]\nregion =\n  eu-west-1\n", "[profile a] junk\nregion = x\n", "[profile a]b]\nregion = x\n", "[default\nregion = x\n",
    "[profile a]\nx = 1\n  # c\n  [b]\n", "[]\nregion = x\n", "region = x\n[default]\n", "[profile a]\nx = r\n   # c\n   more\n",
    "[profile a]\nx = r\n\n   more\n\n\n", "[profile a]\nmy key : 1\n", "[profile a]\nrem foo\n", "[profile a]\nregion = x\u2028y\n",
    "[profile a]\nregion = x\u00a0\n", "[sso-session  corp]\nsso_region = x\n", "[profile a b]\nx = 1\n", "[profile 'a b']\nx = 1\n",
    "[profile]\nx = 1\n", "[profile a]\n= x\n", "[a = b\n", "[default]\n[a = b\n", "[profile a]\nx == y\nz = a:b\nw: c=d\n",
]

LINES = ["[default]", "[profile a]", "[profile b]", '[profile "a"]', "[profile c d]", "[sso-session s]", "[services s]", "[DEFAULT]",
         "[a]", "region = x", "region=y ; z", "Output : json", "empty =", "ssm =", "endpoint_url = u", "more", "# c", "; c", "", "", "x = 1",
         "y = 2", "z ="]
INDENTS = ["", "", "", "", " ", "  ", "\t", "    "]


def drawn():
    lines = [generator.choice(["[default]", "[profile a]", "[services s]", ""])]
    lines += [generator.choice(INDENTS) + generator.choice(LINES) for _ in range(generator.randrange(12))]
    return "\n".join(lines) + "\n"


def read(path):
    """The profiles, sessions, services and all sections of a file; None where botocore refuses it."""
    try:
        loaded = load_config(path)
        return {"profiles": loaded["profiles"], "sso-session": loaded["sso_sessions"], "services": loaded["services"],
                "sections": raw_config_parse(path)}
    except ConfigParseError:
        return None


COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 400
golden = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "configurations.jsonl")
with tempfile.TemporaryDirectory() as directory, open(golden, "w") as output:
    path = os.path.join(directory, "config")
    count = 0
    for text in FILES + [drawn() for _ in range(COUNT * 4)]:
        with open(path, "wb") as file:
            file.write(text.encode())
        found = read(path)
        # Most files drawn are refused: of those only some are kept.
        if count >= len(FILES) and found is None and generator.random() < 0.8:
            continue
        output.write(json.dumps({"text": text, "found": found}, separators=(",", ":")) + "\n")
        count += 1
        if count == len(FILES) + COUNT:
            break
