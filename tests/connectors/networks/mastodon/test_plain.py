"""HTML of real servers' making to plain text."""

from __future__ import annotations

import pytest

from connectors.networks.mastodon.plain import plain

ACME = "https://social.example/@acme"
MENTION = (
    f'<span class="h-card" translate="no"><a href="{ACME}" class="u-url mention">'
    "@<span>acme</span></a></span>"
)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("<p>hello</p>", "hello"),
        ("<p>one<br>two<br />three</p><p>four</p>", "one\ntwo\nthree\n\nfour"),
        ("<p>1 &lt; 2 &amp; &#39;3&#39; &nbsp;ok</p>", "1 < 2 & '3' \xa0ok"),
        (f"<p>{MENTION} help</p>", "@acme help"),
        (
            '<p>see <a href="https://example.com/a-long/path?x=1&amp;y=2" rel="nofollow">'
            '<span class="invisible">https://</span><span class="ellipsis">example.com/a-long'
            '</span><span class="invisible">/path?x=1&amp;y=2</span></a>!</p>',
            "see https://example.com/a-long/path?x=1&y=2!",
        ),
        ('<a href="https://example.com">our page</a>', "our page (https://example.com)"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        (
            '<p><a href="https://social.example/tags/x" class="mention hashtag" rel="tag">'
            "#<span>x</span></a></p>",
            "#x",
        ),
        ("<script>alert(1)</script><style>p{}</style><p>ok</p>", "ok"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<p>never closed <b>bold <a href='https://a.example/x'>a.example", None),
        ('<p>a <img alt=":blobcat:" src="x"> b</p>', "a :blobcat: b"),
        ("<p>a\n   b</p>", "a b"),
        ("<p>&lt;b&gt;typed&lt;/b&gt;</p>", "<b>typed</b>"),
        ("no markup at all", "no markup at all"),
    ],
)
def test_markup_becomes_what_was_typed(markup: str, text: str | None) -> None:
    if text is None:
        text = "never closed bold https://a.example/x"
    assert plain(markup, accounts={}) == text


def test_a_remote_person_is_written_with_their_server() -> None:
    far = ACME.replace("social.example", "far.example")
    markup = f"<p>{MENTION} and {MENTION.replace(ACME, far)}</p>"
    accounts = {ACME: "acme", far: "acme@far.example"}
    assert plain(markup, accounts=accounts) == "@acme and @acme@far.example"


def test_a_huge_text_takes_no_time_to_speak_of() -> None:
    assert len(plain("<p>" + "<b><i>a" * 50_000, accounts={})) == 50_000
