"""Two config.json as a unified diff of what they say: laid out alike, so that blanks are no difference."""

from __future__ import annotations

import difflib
import json


def laid_out(text: str) -> list[str]:
    """The lines of a JSON text, laid out alike. A text that is no JSON as it is."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text.splitlines()
    return json.dumps(value, indent=2, ensure_ascii=False).splitlines()


def unified(old: str, new: str, path: str) -> str:
    """What changes, a line of context around it; "" where both say the same. Foreign text: not yet printable()."""
    lines = difflib.unified_diff(laid_out(old), laid_out(new), path, "as it would be, blanks aside", lineterm="", n=1)
    return "\n".join(lines)
