"""Signs schemathesis in like a browser, and gives every request an address of its own, which the limits of the API count by."""

import http.cookiejar
import json
import os
import random
import urllib.request

import schemathesis

BASE = os.environ["FUZZ_URL"]
# The shared generator is set back before every case, so that it would give everybody the same address.
CHANCE = random.SystemRandom()


@schemathesis.auth(refresh_interval=20)
class Session:
    """The session is renewed often: what is sent may well have ended it."""

    def get(self, case, context):
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        first = urllib.request.Request(f"{BASE}/api/session", headers={"x-forwarded-for": own_address()})
        with opener.open(first) as answer:
            token = json.load(answer)["csrfToken"]
        body = json.dumps({"email": os.environ["FUZZ_EMAIL"], "password": os.environ["FUZZ_PASSWORD"]}).encode()
        headers = {"content-type": "application/json", "x-csrf-token": token, "x-forwarded-for": own_address()}
        request = urllib.request.Request(f"{BASE}/api/session", data=body, headers=headers, method="POST")
        with opener.open(request) as answer:
            token = json.load(answer)["csrfToken"]
        return {"token": token, "cookie": "; ".join(f"{one.name}={one.value}" for one in jar)}

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["cookie"] = data["cookie"]
        case.headers["x-csrf-token"] = data["token"]
        case.headers["x-forwarded-for"] = own_address()


def own_address():
    return f"10.{CHANCE.randrange(256)}.{CHANCE.randrange(256)}.{CHANCE.randrange(1, 255)}"
