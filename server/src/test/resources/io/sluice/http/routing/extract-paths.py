#!/usr/bin/env python3
"""Makes paths.tsv from the recording of a real Pushgateway 1.11.3.

usage: extract-paths.py pushgateway-1.11.3.jsonl.gz > paths.tsv

Columns: route prefix, method, target, status, Location, Allow, body. A status of
"routed" says that a push or delete handler answered, whatever it said.
Left out: targets that the recorder could not send, and answers that it did not
get every time (a refused PUT, reset before the 400 was read).
"""
import gzip
import json
import sys


def expectation(answer):
    if answer["status"] in (301, 307, 404, 405):
        return str(answer["status"])
    if answer["body"].get("text") == "400 Bad Request":
        return "refused"
    if "allow" in answer["headers"]:
        return "200"
    return "routed"


rows = set()
for line in gzip.open(sys.argv[1], "rt"):
    record = json.loads(line)
    if not record["name"].startswith("paths"):
        continue
    prefix = "/pgw" if "--web.route-prefix=/pgw" in record["flags"] else ""
    for step in record["steps"]:
        answer = step["answer"]
        if answer.get("status") == 0:
            continue
        if answer.get("unstable"):
            if answer.get("status"):
                rows.add((prefix, step["method"], step["path"], "routed", "", "", ""))
            continue
        expected = expectation(answer)
        if answer["status"] == 400 and answer["headers"].get("connection") == "close":
            expected = "refused"
        headers = answer["headers"]
        body = "" if expected in ("routed", "refused") else answer["body"]["text"]
        rows.add((prefix, step["method"], step["path"], expected,
                  headers.get("location", ""), headers.get("allow", ""),
                  body.replace("\n", "\\n")))
for row in sorted(rows):
    print("\t".join(row))
