"""Pages in Amplemarket's documented form: a cursor, and relative links only where there is more."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from bot.sandbox.amplemarket.replies import Problem, Reply, errors_reply, json_reply

DEFAULT_SIZE = 20

Item = Mapping[str, object]


def page_reply(path: str, name: str, items: Sequence[Item], query: Mapping[str, str], most: int) -> Reply:
    """One page of `items`, under `name`, with `_links`. Cursors are item ids, and exclusive.

    Args:
        path: of the endpoint, for the links.
        name: of the list in the answer.
        items: all of them, in order; each has an `id`.
        query: of the request; `page[size]`, `page[after]`, `page[before]`, and filters that the links keep.
        most: items on a page, whatever `page[size]` asks for.
    """
    size = query.get("page[size]", str(DEFAULT_SIZE))
    ids = [str(item["id"]) for item in items]
    cursors = [query[name] for name in ("page[after]", "page[before]") if name in query]
    if not size.isascii() or not size.isdigit() or int(size) < 1:
        return errors_reply(400, Problem("unsupported_value", "page[size] is a number from 1"))
    if any(cursor not in ids for cursor in cursors):
        return errors_reply(400, Problem("unsupported_value", "Unknown cursor"))
    start, end = _window(ids, query, min(int(size), most))
    links = {"self": _link(path, query, {})}
    if start > 0 and start < len(ids):
        links["prev"] = _link(path, query, {"page[before]": ids[start]})
    if end < len(ids):
        links["next"] = _link(path, query, {"page[after]": ids[end - 1]})
    return json_reply(200, {name: list(items[start:end]), "_links": links})


def _window(ids: Sequence[str], query: Mapping[str, str], size: int) -> tuple[int, int]:
    if "page[after]" in query:
        start = ids.index(query["page[after]"]) + 1
    elif "page[before]" in query:
        return max(0, (end := ids.index(query["page[before]"])) - size), end
    else:
        start = 0
    return start, min(len(ids), start + size)


def _link(path: str, query: Mapping[str, str], cursor: Mapping[str, str]) -> dict[str, str]:
    kept = (
        query if not cursor else {k: v for k, v in query.items() if k not in {"page[after]", "page[before]"}}
    )
    size = {"page[size]": query.get("page[size]", str(DEFAULT_SIZE))}
    return {"href": f"{path}?{urlencode({**size, **kept, **cursor}, safe='[]')}"}
