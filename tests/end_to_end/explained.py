"""The findings of checkov that `docs/security.md` explains."""

import re

import places

ROW = re.compile(r"^\| `(CKV2?_K8S_\d+)` \| (.+) \|$", re.MULTILINE)


def findings() -> set[str]:
    """Return the ids in the first column of the page's table."""
    text = (places.DOCS / "security.md").read_text()
    return {identifier for identifier, reason in ROW.findall(text) if len(reason) > 40}
