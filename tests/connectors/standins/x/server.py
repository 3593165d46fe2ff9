"""The HTTP side: signatures, limits, pages, and one method an endpoint."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.standins.x import signature
from tests.connectors.standins.x.world import (
    Post,
    Refusal,
    User,
    World,
    conversation_of,
    file_json,
    message_json,
    post_json,
    user_json,
)

WINDOW = 900
# Calls per quarter of an hour, by endpoint.
CEILINGS = {"mentions": 300, "tweets": 900, "lookup": 900, "users": 900, "me": 75}
CEILINGS |= {"dm_events": 15, "dm_send": 15, "post": 100, "upload": 500, "metadata": 500}

Query = dict[str, str]


class StandIn:
    def __init__(self) -> None:
        self.world = World()
        self.ceilings = dict(CEILINGS)
        self.spent: dict[tuple[str, str], int] = {}
        self.window_ends = int(time.time()) + WINDOW
        self.usage_capped = False
        # Good signatures that are refused all the same, as X does now and then.
        self.refuses_once = False
        self._pages: dict[str, tuple[str, int]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def account(self, username: str) -> User:
        """One that an app of the project may act for."""
        user = self.world.user(username)
        user.keys = {
            "consumer_key": "app-key",
            "consumer_secret": "app secret & more",
            "access_token": f"{user.id}-token",
            "access_token_secret": f"secret of {username}",
        }
        return user

    # What every request passes

    def answer(
        self, method: str, url: str, authorization: str, body: bytes, content_type: str = ""
    ) -> tuple[int, dict[str, str], Any]:
        headers: dict[str, str] = {}
        try:
            user = self._signed_by(method, url, authorization)
            address = urlsplit(url)
            for pattern, verb, endpoint, act in ROUTES:
                match = re.fullmatch(pattern, address.path)
                if match and verb == method:
                    self._count(user, endpoint, headers)
                    query = dict(parse_qsl(address.query))
                    given = _read(body, content_type)
                    made = act(self, user, query, given, *match.groups())
                    return (201 if method == "POST" else 200), headers, made
            raise Refusal(404, title="Not Found", detail="Not Found", type="about:blank")
        except Refusal as refusal:
            return refusal.status, headers, {**refusal.problem, "status": refusal.status}

    def _signed_by(self, method: str, url: str, authorization: str) -> User:
        token = signature.token_of(authorization)
        for user in self.world.users.values():
            if user.keys.get("access_token") != token or user.revoked:
                continue
            if signature.is_good(method, url, authorization, user.keys):
                if self.refuses_once:
                    self.refuses_once = False
                    break
                return user
        raise Refusal(401, title="Unauthorized", type="about:blank", detail="Unauthorized")

    def _count(self, user: User, endpoint: str, headers: dict[str, str]) -> None:
        key, ceiling = (user.id, endpoint), self.ceilings[endpoint]
        spent = self.spent.get(key, 0)
        headers["x-rate-limit-limit"] = str(ceiling)
        headers["x-rate-limit-remaining"] = str(max(0, ceiling - spent - 1))
        headers["x-rate-limit-reset"] = str(self.window_ends)
        if self.usage_capped:
            kind = "https://api.twitter.com/2/problems/usage-capped"
            raise Refusal(429, title="UsageCapExceeded", detail="Usage cap exceeded", type=kind)
        if spent >= ceiling:
            raise Refusal(429, title="Too Many Requests", detail="Too Many Requests")
        self.spent[key] = spent + 1

    def known_file(self, media_id: str) -> str:
        if media_id not in self.world.files:
            raise Refusal(400, title="Invalid Request", detail="Your media IDs are invalid.")
        return media_id

    # Pages

    def page(self, ids: list[str], query: Query, floor: int) -> tuple[slice, dict[str, Any]]:
        """Newest first. A token remembers where its page began, so what is written meanwhile moves
        nothing; without results there is no list at all."""
        size = int(query.get("max_results", 10))
        if not floor <= size <= 100:
            raise Refusal(400, title="Invalid Request", detail=f"max_results [{size}] is not valid")
        start = 0
        token = query.get("pagination_token")
        if token is not None:
            if token not in self._pages:
                detail = f"The `pagination_token` query parameter value [{token}] is not valid"
                raise Refusal(400, title="Invalid Request", errors=[{"message": detail}])
            last, start = self._pages[token]
            start = ids.index(last) + 1 if last in ids else start
        shown = slice(start, start + size)
        meta: dict[str, Any] = {"result_count": len(ids[shown])}
        if ids[shown]:
            meta["newest_id"], meta["oldest_id"] = ids[shown][0], ids[shown][-1]
        if len(ids) > start + size:
            following = f"t{len(self._pages)}"
            self._pages[following] = (ids[shown][-1], start + size)
            meta["next_token"] = following
        return shown, meta

    def posts(self, found: list[Post], query: Query) -> dict[str, Any]:
        """since_id is exclusive; a start is not."""
        if "since_id" in query:
            found = [post for post in found if int(post.id) > int(query["since_id"])]
        if "start_time" in query:
            start = query["start_time"].rstrip("Z")
            found = [post for post in found if post.created_at.isoformat() >= start]
        shown, meta = self.page([post.id for post in found], query, 5)
        return {**self.with_authors(found[shown], query), "meta": meta}

    def with_authors(self, found: list[Post], query: Query) -> dict[str, Any]:
        fields = set(query.get("tweet.fields", "").split(","))
        if not found:
            return {}
        given: dict[str, Any] = {"data": [post_json(post, fields) for post in found]}
        if "author_id" in query.get("expansions", ""):
            people = {post.author.id: post.author for post in found}
            asked = set(query.get("user.fields", "").split(","))
            given["includes"] = {"users": [user_json(one, asked) for one in people.values()]}
        return self.with_files([one for post in found for one in post.media], query, given)

    def with_files(self, ids: list[str], query: Query, given: dict[str, Any]) -> dict[str, Any]:
        if not ids or "attachments.media_keys" not in query.get("expansions", ""):
            return given
        files = [file_json(self.world.files[one], self.url) for one in ids]
        return {**given, "includes": {**given.get("includes", {}), "media": files}}


Act = Callable[..., Any]


def _me(x: StandIn, user: User, query: Query, _: Any) -> Any:
    return {"data": user_json(user, set())}


def _mentions(x: StandIn, user: User, query: Query, _: Any, who: str) -> Any:
    return x.posts(x.world.mentions_of(x.world.users[who]), query)


def _tweets(x: StandIn, user: User, query: Query, _: Any, who: str) -> Any:
    return x.posts(x.world.posts_of(x.world.users[who]), query)


def _lookup(x: StandIn, user: User, query: Query, _: Any) -> Any:
    """What is missing is told beside what is there, with status 200."""
    found, errors = [], []
    for id_ in query["ids"].split(","):
        post = x.world.posts.get(id_)
        if post is not None and not (post.deleted or post.hidden):
            found.append(post)
            continue
        hidden = post is not None and post.hidden
        kind = "not-authorized-for-resource" if hidden else "resource-not-found"
        problem = f"https://api.twitter.com/2/problems/{kind}"
        errors.append({"type": problem, "resource_id": id_, "value": id_, "parameter": "ids"})
    given = x.with_authors(found, query)
    return {**given, "errors": errors} if errors else given


def _users(x: StandIn, user: User, query: Query, _: Any) -> Any:
    fields = set(query.get("user.fields", "").split(","))
    found = [x.world.users[id_] for id_ in query["ids"].split(",") if id_ in x.world.users]
    return {"data": [user_json(one, fields) for one in found]} if found else {}


def _post(x: StandIn, user: User, query: Query, given: Any) -> Any:
    parent = (given.get("reply") or {}).get("in_reply_to_tweet_id")
    made = x.world.reply_of_app(user, given["text"], parent)
    made.media = [x.known_file(one) for one in (given.get("media") or {}).get("media_ids", ())]
    return {"data": {"id": made.id, "text": made.text, "edit_history_tweet_ids": made.history}}


def _events(x: StandIn, user: User, query: Query, _: Any, conversation: str | None = None) -> Any:
    found = x.world.messages_for(user, conversation)
    shown, meta = x.page([one.id for one in found], query, 1)
    if not found[shown]:
        return {"meta": {"result_count": 0}}
    fields = set(query.get("dm_event.fields", "").split(","))
    people = {one.sender.id: one.sender for one in found[shown]}
    given = {
        "data": [message_json(one, fields) for one in found[shown]],
        "includes": {"users": [user_json(one, set()) for one in people.values()]},
        "meta": {name: meta[name] for name in ("result_count", "next_token") if name in meta},
    }
    return x.with_files([one for message in found[shown] for one in message.media], query, given)


def _events_with(x: StandIn, user: User, query: Query, given: Any, who: str) -> Any:
    return _events(x, user, query, given, conversation_of(user, x.world.users[who]))


def _send(x: StandIn, user: User, query: Query, given: Any, conversation: str) -> Any:
    if user.id not in conversation.split("-"):
        raise Refusal(403, title="Forbidden", detail="You are not in this conversation.")
    made = x.world.message_in(user, conversation, given["text"])
    made.media = [x.known_file(one["media_id"]) for one in given.get("attachments", ())]
    return {"data": {"dm_conversation_id": conversation, "dm_event_id": made.id}}


def _send_to(x: StandIn, user: User, query: Query, given: Any, who: str) -> Any:
    return _send(x, user, query, given, conversation_of(user, x.world.users[who]))


def _upload(x: StandIn, user: User, query: Query, given: Any) -> Any:
    made = x.world.file(given["media_type"].decode(), given["media"])
    return {"data": {"id": made.id, "media_key": f"3_{made.id}", "expires_after_secs": 86400}}


def _describe(x: StandIn, user: User, query: Query, given: Any) -> Any:
    x.world.files[x.known_file(given["id"])].alt = given["metadata"]["alt_text"]["text"]
    return {"data": {"id": given["id"]}}


def _read(body: bytes, content_type: str) -> Any:
    """JSON, or the fields of a form with a file."""
    if not content_type.startswith("multipart/form-data"):
        return json.loads(body) if body else {}
    boundary = content_type.partition("boundary=")[2].encode()
    parts = (part.partition(b"\r\n\r\n") for part in body.split(b"--" + boundary)[1:-1])
    named = ((re.search(rb' name="(\w+)"', head), value) for head, _, value in parts)
    return {match[1].decode(): value.removesuffix(b"\r\n") for match, value in named if match}


ROUTES: tuple[tuple[str, str, str, Act], ...] = (
    (r"/2/users/me", "GET", "me", _me),
    (r"/2/users/(\d+)/mentions", "GET", "mentions", _mentions),
    (r"/2/users/(\d+)/tweets", "GET", "tweets", _tweets),
    (r"/2/users", "GET", "users", _users),
    (r"/2/tweets", "GET", "lookup", _lookup),
    (r"/2/tweets", "POST", "post", _post),
    (r"/2/media/upload", "POST", "upload", _upload),
    (r"/2/media/metadata", "POST", "metadata", _describe),
    (r"/2/dm_events", "GET", "dm_events", _events),
    (r"/2/dm_conversations/with/(\d+)/dm_events", "GET", "dm_events", _events_with),
    (r"/2/dm_conversations/([\d-]+)/dm_events", "GET", "dm_events", _events),
    (r"/2/dm_conversations/with/(\d+)/messages", "POST", "dm_send", _send_to),
    (r"/2/dm_conversations/([\d-]+)/messages", "POST", "dm_send", _send),
)


def _handler(x: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            url = f"http://{self.headers['host']}{self.path}"
            if self.path.startswith("/files/"):
                self._give(200, x.world.files[self.path.removeprefix("/files/")].content, {})
                return
            status, headers, given = x.answer(
                self.command,
                url,
                self.headers.get("authorization", ""),
                body,
                self.headers.get("content-type", ""),
            )
            self._give(status, json.dumps(given).encode(), headers)

        def _give(self, status: int, content: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "content-type": "application/json"}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler
